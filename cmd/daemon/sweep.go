package daemon

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// How many matters are looked at in one reading, and changed in one commit. Many
// fall due on the same morning, and each commit of its own waits for the disk.
const (
	sweepLook   = 200
	sweepChange = 100
)

// sweepAll looks at every matter that the calendar may have something to say
// about. First all are read, which stops nobody; only those with something to say
// are decided on under the lock, anew, since they may have changed meanwhile. One
// that cannot be looked at never stops the others.
func (d *Daemon) sweepAll(ctx context.Context, now time.Time) error {
	matters, err := d.toSweep(ctx, now)
	if err != nil {
		return fmt.Errorf("list open matters: %w", err)
	}
	var due []string
	var faults error
	for part := range slices.Chunk(matters, sweepLook) {
		pulseOf(ctx).resting(false)
		err := d.db.View(ctx, func(tx *store.Tx) error {
			for _, matter := range part {
				dec, err := d.look(tx, matter, now)
				if err != nil {
					faults = errors.Join(faults, err)
				} else if dec.Changed() {
					due = append(due, matter)
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("look at matters: %w", err)
		}
	}
	for part := range slices.Chunk(due, sweepChange) {
		if ctx.Err() != nil {
			return nil // the rest is found at the next start
		}
		if err := d.sweepPart(ctx, now, part, &faults); err != nil {
			return err
		}
	}
	if faults != nil {
		d.log.Error("calendar", "err", faults)
	}
	return nil
}

// toSweep lists the matters, cases first.
func (d *Daemon) toSweep(ctx context.Context, now time.Time) (matters []string, err error) {
	err = d.db.View(ctx, func(tx *store.Tx) error {
		cases, items, err := tx.ToSweep(terms.Of(now, d.Procedure.Location))
		for _, n := range cases {
			matters = append(matters, string(n))
		}
		matters = append(matters, items...)
		return err
	})
	return matters, err
}

// look asks the procedure about one matter as it is now.
func (d *Daemon) look(tx *store.Tx, matter string, now time.Time) (dec workflow.Decision, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("matter %s: %w", matter, err)
		}
	}()
	defer caught(&err)
	if strings.HasPrefix(matter, "I-") {
		it, err := tx.Item(matter)
		if err != nil {
			return workflow.Decision{}, err
		}
		return d.Procedure.TickItem(it, now), nil
	}
	c, err := tx.Case(workflow.Number(matter))
	if err != nil {
		return workflow.Decision{}, err
	}
	return d.Procedure.Tick(c, now), nil
}

// sweepPart decides on some matters in one commit. What goes wrong over one of
// them leaves nothing behind.
func (d *Daemon) sweepPart(ctx context.Context, now time.Time, matters []string, faults *error) error {
	var done []applied
	err := d.update(ctx, func(tx *store.Tx) error {
		for _, matter := range matters {
			f := &filing{d: d, tx: tx, now: now}
			err := tx.Part(func() error {
				dec, err := d.look(tx, matter, now)
				if err != nil || !dec.Changed() {
					return err
				}
				return f.apply(matter, dec)
			})
			if err != nil {
				*faults = errors.Join(*faults, err)
				continue
			}
			done = append(done, f.done...)
		}
		return nil
	})
	if err != nil && (store.IsStorage(err) || d.db.Broken() != nil) {
		return fmt.Errorf("sweep: %w", err)
	}
	if err != nil {
		*faults = errors.Join(*faults, err)
		return nil
	}
	d.tell(done)
	return nil
}
