package daemon

import (
	"context"
	"errors"
	"sync"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
)

// What the tests look at from outside.
const (
	AlarmIMAPSubject = alarmIMAPSubject
	AlarmSMTPSubject = alarmSMTPSubject
	ParseAttempts    = parseAttempts
)

// Placeholder stores a mail that could not be fetched.
func (d *Daemon) Placeholder(tx *store.Tx, f mailbox.Failure) error { return d.placeholder(tx, f) }

// Seal is the header of a mail of ours about a notice that the records need not know.
func Seal(key []byte, matter, notice string) string {
	return (&Daemon{key: key}).sealed(seal{Matter: matter, Key: notice, Sense: "0011223344556677"})
}

// Subjects and keys.
const (
	StopSubject    = stopSubject
	BreakerSubject = breakerSubject
	SlowSubject    = slowSubject
	MetaClock      = metaClock
	MetaBreaker    = metaBreaker
	ClassReceipt   = classReceipt
)

// Sweep looks at the calendar once.
func (d *Daemon) Sweep(ctx context.Context) error { return d.sweepAll(ctx, time.Now()) }

// RunClock runs the calendar and the sender alone: years pass in which nothing
// comes in.
func (d *Daemon) RunClock(ctx context.Context, drafts string) error {
	d.folders.Store(&mailbox.Folders{Drafts: drafts})
	close(d.ready)
	if err := d.recover(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	d.abort = func(err error) { cancel(err) }
	var wg sync.WaitGroup
	for _, loop := range []func(context.Context) error{d.sendLoop, d.tickLoop} {
		wg.Go(func() {
			if err := loop(context.WithValue(ctx, pulseKey{}, d.pulses[0])); err != nil && ctx.Err() == nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// FirstStart sets the jobs' clocks going.
func (d *Daemon) FirstStart(ctx context.Context) error { return d.firstStart(ctx) }

// Hand is what is kept of mail between storing it and deciding on it.
type Hand struct{ *hand }

func NewHand() Hand                                       { return Hand{newHand()} }
func (h Hand) Lay(id int64, data []byte)                  { h.lay(id, data) }
func (h Hand) Pick(id int64) []byte                       { return h.pick(id).data }
func (h Hand) Drop(ids []int64)                           { h.drop(ids) }
func (h Hand) Await(ctx context.Context, count, size int) { h.await(ctx, count, size) }
