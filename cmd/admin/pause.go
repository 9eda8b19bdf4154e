package admin

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
)

// change runs f in the database, beside a daemon that may be running.
func change(cfg config.Config, f func(tx *store.Tx) error) error {
	if _, err := os.Stat(cfg.Store.Path); err != nil {
		return err // nothing is made here
	}
	db, err := openBeside(cfg.Store.Path)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Update(context.Background(), f)
}

// Pause lets nothing automatic leave until resume: exit 0, also when that was so
// already.
func Pause(args []string, stdout, stderr io.Writer) int {
	var reason string
	cfg, code := config.OpenWith("pause", args, stderr, func(fl *flag.FlagSet) {
		fl.StringVar(&reason, "reason", "", "why, for the secretary: it stands in the notice she finds in the inbox")
	}, "oauth.refresh_token_file")
	if code != config.ExitOK {
		return code
	}
	var fresh bool
	err := change(cfg, func(tx *store.Tx) (err error) {
		fresh, err = daemon.Stop(tx, daemon.StopOperator, strings.Join(strings.Fields(reason), " "), time.Now())
		return err
	})
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "klachtenpost pause: %s\n", advice.Store(cfg.Store.Path, err))
		return config.ExitFailure
	case !fresh:
		fmt.Fprintln(stdout, "It was stopped already; klachtenpost status says why.")
	default:
		fmt.Fprintln(stdout, "Nothing automatic leaves from now on. Mail is taken in, and what must go out waits.\nThe secretary finds a notice in the inbox. To go on: klachtenpost resume")
	}
	return config.ExitOK
}

// Resume lets mail leave again: exit 0, also when nothing was stopped.
func Resume(args []string, stdout, stderr io.Writer) int {
	var force bool
	cfg, code := config.OpenWith("resume", args, stderr, func(fl *flag.FlagSet) {
		fl.BoolVar(&force, "force", false, "after a restore: also when the mailbox was not read back yet; then mail may leave twice")
	}, "oauth.refresh_token_file")
	if code != config.ExitOK {
		return code
	}
	var was daemon.Stopped
	var early bool
	err := change(cfg, func(tx *store.Tx) (err error) {
		if was, err = daemon.StopOf(tx); err != nil || was.Reason == "" {
			return err
		}
		read, err := tx.Meta(daemon.MetaReadBack)
		if early = was.Reason == daemon.StopRestore && read == "" && !force; early || err != nil {
			return err
		}
		_, err = daemon.Resume(tx, "", 0, "", time.Now())
		return err
	})
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "klachtenpost resume: %s\n", advice.Store(cfg.Store.Path, err))
		return config.ExitFailure
	case was.Reason == "":
		fmt.Fprintln(stdout, "It was not stopped.")
	case early:
		fmt.Fprintln(stderr, "klachtenpost resume: after a restore the mailbox must be read back first; start klachtenpost (klachtenpost run), wait for the notice in the inbox, and try again")
		return config.ExitFailure
	default:
		fmt.Fprintf(stdout, "Mail leaves again within two minutes (it was stopped: %s).\n", was.Reason)
	}
	return config.ExitOK
}
