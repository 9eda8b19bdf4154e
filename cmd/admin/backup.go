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
)

// openFile reads the flags and the configuration of a sub-command that takes one
// file. An exit code other than 0 is final, and everything was said.
func openFile(name string, args []string, stderr io.Writer, more func(*flag.FlagSet)) (cfg config.Config, file string, code int) {
	fl := flag.NewFlagSet(name, flag.ContinueOnError)
	fl.SetOutput(stderr)
	fl.Usage = func() {
		fmt.Fprintf(stderr, "usage: klachtenpost %s [options] FILE\n", name)
		fl.PrintDefaults()
	}
	path := fl.String("config", "", "configuration `file` (default: config.toml, then /etc/klachtenpost/config.toml)")
	if more != nil {
		more(fl)
	}
	if err := fl.Parse(args); err != nil {
		return cfg, "", config.ExitUsage
	}
	if fl.NArg() != 1 {
		fl.Usage()
		return cfg, "", config.ExitUsage
	}
	var rest []string
	if *path != "" {
		rest = []string{"-config", *path}
	}
	cfg, code = config.Open(name, rest, stderr)
	return cfg, fl.Arg(0), code
}

// Backup copies the database to a file while the daemon may be running, and
// reads the copy again.
func Backup(args []string, stdout, stderr io.Writer) int {
	syscall.Umask(0o077)
	cfg, file, code := openFile("backup", args, stderr, nil)
	if code != config.ExitOK {
		return code
	}
	if _, err := os.Stat(cfg.Store.Path); err != nil {
		fmt.Fprintf(stderr, "klachtenpost backup: %v\n", err)
		return config.ExitFailure
	}
	ctx := context.Background()
	db, err := openBeside(cfg.Store.Path)
	if err == nil {
		err = errors.Join(daemon.Copy(ctx, db, file, cfg.Backup.Recipient), db.Close())
	}
	if err != nil {
		fmt.Fprintf(stderr, "klachtenpost backup: %v\n", err)
		return config.ExitFailure
	}
	fmt.Fprintf(stdout, "%s holds everything up to now. Keep install.key with it, and both where only you can read them.\n", file)
	if cfg.Backup.Recipient != "" {
		fmt.Fprintln(stdout, "It is encrypted (backup.recipient): without the key of that recipient nobody can read it, you neither.")
	}
	return config.ExitOK
}
