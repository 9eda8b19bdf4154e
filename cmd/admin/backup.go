package admin

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"syscall"

	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
)

// Backup copies the database to a file while the daemon may be running, and
// reads the copy again.
func Backup(args []string, stdout, stderr io.Writer) int {
	syscall.Umask(0o077)
	fl := flag.NewFlagSet("backup", flag.ContinueOnError)
	fl.SetOutput(stderr)
	fl.Usage = func() {
		fmt.Fprintln(stderr, "usage: klachtenpost backup [-config file] FILE")
		fl.PrintDefaults()
	}
	path := fl.String("config", "", "configuration `file` (default: config.toml, then /etc/klachtenpost/config.toml)")
	if err := fl.Parse(args); err != nil {
		return config.ExitUsage
	}
	if fl.NArg() != 1 {
		fl.Usage()
		return config.ExitUsage
	}
	var rest []string
	if *path != "" {
		rest = []string{"-config", *path}
	}
	cfg, code := config.Open("backup", rest, stderr)
	if code != config.ExitOK {
		return code
	}
	if _, err := os.Stat(cfg.Store.Path); err != nil {
		fmt.Fprintf(stderr, "klachtenpost backup: %v\n", err)
		return config.ExitFailure
	}
	ctx := context.Background()
	db, err := store.Open(cfg.Store.Path)
	if err == nil {
		err = errors.Join(daemon.Copy(ctx, db, fl.Arg(0)), db.Close())
	}
	if err != nil {
		fmt.Fprintf(stderr, "klachtenpost backup: %v\n", err)
		return config.ExitFailure
	}
	fmt.Fprintf(stdout, "%s holds everything up to now. Keep install.key with it, and both where only you can read them.\n", fl.Arg(0))
	return config.ExitOK
}
