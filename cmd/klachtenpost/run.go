package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow/terms"
)

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2 // usage or configuration
	exitLocked  = 3 // already running
)

// configPaths are where a configuration is looked for.
var configPaths = []string{"config.toml", "/etc/klachtenpost/config.toml"}

// configFlag reads -config and the configuration. An exit code other than 0 is
// final, and everything was said.
func configFlag(name string, args []string, stderr io.Writer) (Config, int) {
	return openConfig(name, args, stderr, nil)
}

// openConfig is configFlag with more flags, which more adds, and without the keys
// that the sub-command itself will provide.
func openConfig(name string, args []string, stderr io.Writer, more func(*flag.FlagSet), without ...string) (Config, int) {
	fl := flag.NewFlagSet(name, flag.ContinueOnError)
	fl.SetOutput(stderr)
	if more != nil {
		more(fl)
	}
	path := fl.String("config", "", "configuration `file` (default: config.toml, then /etc/klachtenpost/config.toml)")
	if err := fl.Parse(args); err != nil {
		return Config{}, exitUsage
	}
	if fl.NArg() > 0 {
		fmt.Fprintf(stderr, "klachtenpost %s: unexpected argument %q\n", name, fl.Arg(0))
		return Config{}, exitUsage
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
	cfg, err := LoadConfig(*path)
	var wrong ConfigErrors
	if errors.As(err, &wrong) {
		err = wrong.Without(without...)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return cfg, exitUsage
	}
	for _, w := range cfg.Warnings {
		fmt.Fprintf(stderr, "warning: %s\n", w)
	}
	return cfg, exitOK
}

// runRun runs the daemon until it is told to stop.
func runRun(args []string, stderr io.Writer) int {
	syscall.Umask(0o077)
	cfg, code := configFlag("run", args, stderr)
	if code != exitOK {
		return code
	}
	log := newLog(stderr, os.Getenv)
	if err := noCoreDumps(); err != nil {
		log.Warn("a crash may leave a core file with mail in it", "err", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	err := serve(ctx, cfg, log)
	switch {
	case err != nil && newService(os.Getenv).socket != "":
		log.Error(adviseStore(cfg.Store.Path, err))
	case err != nil:
		fmt.Fprintf(stderr, "klachtenpost: %s\n", adviseStore(cfg.Store.Path, err))
	}
	switch {
	case errors.Is(err, store.ErrLocked):
		return exitLocked
	case err != nil:
		return exitFailure
	}
	log.Info("stopped")
	return exitOK
}

// serve opens everything the daemon needs and runs it until ctx ends.
func serve(ctx context.Context, cfg Config, log *slog.Logger) error {
	texts, err := templates.Load(cfg.Templates.Dir)
	if err != nil {
		return fmt.Errorf("load texts: %w", err)
	}
	release, err := store.Lock(cfg.Store.Path)
	if err != nil {
		return err
	}
	defer release()
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		return err
	}
	defer db.Close()
	key, err := installKey(filepath.Join(filepath.Dir(cfg.Store.Path), "install.key"))
	if err != nil {
		return err
	}
	log.Info("started", "store", cfg.Store.Path, "trial", cfg.Mode.Trial)
	if soon := cfg.secretExpiry(terms.Of(time.Now(), cfg.Location)); soon != "" {
		log.Warn(soon)
	}
	d := newDaemon(cfg, db, texts, key, log)
	d.service = newService(os.Getenv)
	attending := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(attending)
		d.service.attend(ctx, d.stuck, log)
	}()
	err = d.run(ctx)
	cancel()
	<-attending
	return err
}
