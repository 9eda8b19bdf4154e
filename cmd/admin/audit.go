package admin

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/store"
)

// Audit holds the log to its chain of hashes: exit 0 when every line is what was
// written, 1 when one is not or when a head that was noted earlier is not in it.
func Audit(args []string, stdout, stderr io.Writer) int {
	var head string
	cfg, code := config.OpenWith("audit", args, stderr, func(fl *flag.FlagSet) {
		fl.StringVar(&head, "head", "", "a `hash` noted earlier, such as the one in the small print of an overview: it must be in the log")
	}, "oauth.refresh_token_file")
	if code != config.ExitOK {
		return code
	}
	ok, err := audit(cfg.Store.Path, strings.ToLower(strings.TrimSpace(head)), stdout)
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "klachtenpost audit: %s\n", advice.Store(cfg.Store.Path, err))
		return config.ExitFailure
	case !ok:
		return config.ExitFailure
	}
	return config.ExitOK
}

func audit(path, head string, stdout io.Writer) (ok bool, err error) {
	db, err := store.OpenReadOnly(path)
	if err != nil {
		return false, err
	}
	defer db.Close()
	ctx := context.Background()
	bad, last, err := db.VerifyEvents(ctx)
	if err != nil {
		return false, err
	}
	if bad != 0 {
		fmt.Fprintf(stdout, "line %d is not what was written: it was changed, or one before it was taken out or put in\nthe last line that holds: %s\n", bad, last)
		return false, nil
	}
	var counts store.Counts
	known := true
	err = db.View(ctx, func(tx *store.Tx) (err error) {
		if counts, err = tx.Counts(); err == nil && head != "" {
			known, err = tx.HasEvent(head)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	fmt.Fprintf(stdout, "%d lines, each as it was written\nhead %s\n", counts.Events, last)
	if !known {
		fmt.Fprintln(stdout, "the hash you gave is not in the log: lines were cut off at its end, or this is another database")
	}
	return known, nil
}
