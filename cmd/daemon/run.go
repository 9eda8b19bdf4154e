package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow/terms"
)

// Run runs the daemon until it is told to stop.
func Run(args []string, stderr io.Writer) int {
	syscall.Umask(0o077)
	cfg, code := config.Open("run", args, stderr)
	if code != config.ExitOK {
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
		log.Error(advice.Store(cfg.Store.Path, err))
	case err != nil:
		fmt.Fprintf(stderr, "klachtenpost: %s\n", advice.Store(cfg.Store.Path, err))
	}
	switch {
	case errors.Is(err, store.ErrLocked):
		return config.ExitLocked
	case err != nil:
		return config.ExitFailure
	}
	log.Info("stopped")
	return config.ExitOK
}

// serve opens everything the daemon needs and runs it until ctx ends.
func serve(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	Frugal()
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
	key, err := InstallKey(filepath.Join(filepath.Dir(cfg.Store.Path), "install.key"))
	if err != nil {
		return err
	}
	log.Info("started", "store", cfg.Store.Path, "trial", cfg.Mode.Trial)
	if soon := cfg.SecretExpiry(terms.Of(time.Now(), cfg.Location)); soon != "" {
		log.Warn(soon)
	}
	d := New(cfg, db, texts, key, log)
	d.service = newService(os.Getenv)
	attending := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(attending)
		d.service.attend(ctx, d.stuck, log)
	}()
	err = d.Run(ctx)
	cancel()
	<-attending
	return err
}
