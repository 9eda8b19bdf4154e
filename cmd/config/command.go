package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Exit codes.
const (
	ExitOK      = 0
	ExitFailure = 1
	ExitUsage   = 2 // usage or configuration
	ExitLocked  = 3 // already running
)

// configPaths are where a configuration is looked for.
var configPaths = []string{"config.toml", "/etc/klachtenpost/config.toml"}

// Open reads -config and the configuration. An exit code other than 0 is
// final, and everything was said.
func Open(name string, args []string, stderr io.Writer) (Config, int) {
	return OpenWith(name, args, stderr, nil)
}

// OpenWith is Open with more flags, which more adds, and without the keys
// that the sub-command itself will provide.
func OpenWith(name string, args []string, stderr io.Writer, more func(*flag.FlagSet), without ...string) (Config, int) {
	fl := flag.NewFlagSet(name, flag.ContinueOnError)
	fl.SetOutput(stderr)
	if more != nil {
		more(fl)
	}
	path := fl.String("config", "", "configuration `file` (default: config.toml, then /etc/klachtenpost/config.toml)")
	if err := fl.Parse(args); err != nil {
		return Config{}, ExitUsage
	}
	if fl.NArg() > 0 {
		fmt.Fprintf(stderr, "klachtenpost %s: unexpected argument %q\n", name, fl.Arg(0))
		return Config{}, ExitUsage
	}
	if *path == "" {
		*path = configPaths[0]
		for _, p := range configPaths {
			if _, err := os.Stat(p); err == nil || !errors.Is(err, fs.ErrNotExist) {
				*path = p
				break
			}
		}
	}
	cfg, err := Load(*path)
	var wrong Errors
	if errors.As(err, &wrong) {
		err = wrong.Without(without...)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return cfg, ExitUsage
	}
	for _, w := range cfg.Warnings {
		fmt.Fprintf(stderr, "warning: %s\n", w)
	}
	return cfg, ExitOK
}
