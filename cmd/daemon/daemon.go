// Package daemon is the work itself: it takes in what comes into the mailbox, lets
// package workflow decide, stores the decision, looks at the calendar and sends
// what is due, until it is stopped. It brings the rooms together and has the clock
// and the chance that they do without. It knows the order of things (store before
// send), what may happen twice and what never may, and when somebody must be told
// that it does not work. It knows no rule of the procedure, no wording, no mail
// protocol and no SQL, and nothing of the other sub-commands.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"klachtenpost/cmd/config"
	"klachtenpost/cmd/oauth"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
)

// Daemon runs the procedure on one mailbox. Three loops share one mutex: taking
// in, looking at the calendar, and claiming what goes out never overlap; talking
// to servers happens outside it.
type Daemon struct {
	cfg       config.Config
	Procedure workflow.Procedure
	db        *store.DB
	texts     *templates.Set
	IMAP      mailbox.Server
	SMTP      mailbox.Server
	key       []byte // marks our own mails
	log       *slog.Logger

	// ReadMail is reader.Read; a test puts a mail in its way that it cannot stand.
	ReadMail func(io.Reader, reader.Options) workflow.Message
	// OnEvent, when set, hears of every decision after it was stored: the demo
	// tells its story from it.
	OnEvent func(matter string, d workflow.Decision)
	// OnSent, when set, hears of every mail that left.
	OnSent func(store.Outgoing, workflow.Notice)

	tokens  *oauth.Tokens // of XOAUTH2; nil with passwords
	service *service      // of systemd; nil outside it
	health  health
	pulses  []*pulse

	folders atomic.Pointer[mailbox.Folders] // names on the server, once they are known
	abort   func(error)                     // ends run: the database failed

	paused   time.Time         // nothing is sent before; only the send loop looks at it
	halted   atomic.Bool       // nothing automatic leaves, as far as the send loop saw
	restored atomic.Bool       // decide in the order of receipt: the mailbox was read back
	copies   atomic.Bool       // there are mails of ours that the records had lost
	tags     []workflow.Number // in the subjects of other mail; only reading back uses it
	wake     atomic.Bool       // a transaction changed whether mail leaves: sender and alarm look after it
	ready    chan struct{}     // closed when the mailbox was read back

	hand *hand // mails that were just stored

	turn   chan struct{} // holds a token while somebody writes
	decide chan struct{} // mail waits to be decided on
	send   chan struct{} // a notice or a retry may be due
	sweep  chan struct{} // the calendar should be looked at
	alarm  chan struct{} // a server stopped answering, or answers again
	circ   chan struct{} // a draft is to go round in the committee
}

// New makes a daemon on an open database. It does nothing until Run; the key
// is that of InstallKey. What is exported may be changed before that.
func New(cfg config.Config, db *store.DB, texts *templates.Set, key []byte, log *slog.Logger) *Daemon {
	d := &Daemon{
		cfg: cfg, Procedure: cfg.Procedure(), db: db, texts: texts, key: key, log: log,
		ReadMail: reader.Read, hand: newHand(), turn: make(chan struct{}, 1),
		decide: make(chan struct{}, 1), send: make(chan struct{}, 1), sweep: make(chan struct{}, 1),
		alarm: make(chan struct{}, 1), circ: make(chan struct{}, 1), ready: make(chan struct{}),
		// How long a loop may be at one thing: the watcher waits 15 minutes after a
		// refused login, a dialogue with an SMTP server has time limits of its own.
		pulses: []*pulse{
			{name: "watch", rest: true, limit: 30 * time.Minute}, {name: "decide", rest: true, limit: 10 * time.Minute},
			{name: "send", rest: true, limit: 45 * time.Minute}, {name: "calendar", rest: true, limit: 10 * time.Minute},
			{name: "alarm", rest: true, limit: 45 * time.Minute}, {name: "drafts", rest: true, limit: 30 * time.Minute},
		},
	}
	d.IMAP, d.SMTP, d.tokens = oauth.Servers(cfg, log)
	return d
}

// kick wakes a loop; a loop that is already woken is not woken twice.
func kick(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run works until ctx ends (nil) or the database fails (an error: nothing may be
// sent on the strength of records that may not be there).
func (d *Daemon) Run(ctx context.Context) error {
	switch err := d.recover(ctx); {
	case err != nil && ctx.Err() != nil && !store.IsStorage(err):
		return nil // told to stop before it began
	case err != nil:
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	d.abort = func(err error) { cancel(err) }
	loops := []func(context.Context) error{d.watch, d.decideLoop, d.sendLoop, d.tickLoop, d.alarmLoop, d.circulateLoop}
	var wg sync.WaitGroup
	for i, loop := range loops {
		p := d.pulses[i]
		p.resting(false)
		wg.Go(func() {
			defer p.resting(true)
			if err := loop(context.WithValue(ctx, pulseKey{}, p)); err != nil && ctx.Err() == nil {
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

// recover brings the outbox to a state that can be gone on from: what was being
// sent when the program stopped may have been sent.
func (d *Daemon) recover(ctx context.Context) error {
	now := time.Now()
	return d.update(ctx, func(tx *store.Tx) error {
		if _, err := d.stopped(tx, now); err != nil {
			return fmt.Errorf("look at stop: %w", err)
		}
		busy, err := tx.RecoverBusy(now.Add(lookAfter[0])) // a copy may lie in Sent: look first
		if err != nil {
			return fmt.Errorf("recover outbox: %w", err)
		}
		for _, o := range busy {
			d.log.Warn("sending was cut off, outcome unknown", "mail", o.ID)
		}
		return nil
	})
}

// update runs f while taking in, calendar and claiming wait for their turn: what f
// changed is stored before anybody is woken over it.
func (d *Daemon) update(ctx context.Context, f func(*store.Tx) error) error {
	pulseOf(ctx).resting(false)
	d.turn <- struct{}{}
	defer func() { <-d.turn }()
	err := d.db.Update(ctx, f)
	if d.wake.Swap(false) {
		kick(d.alarm)
		kick(d.send)
	}
	return err
}

// apply writes a decision and lets the story hear of it after the commit.
type applied struct {
	matter string
	d      workflow.Decision
}

func (d *Daemon) tell(list []applied) {
	for _, a := range list {
		if d.OnEvent != nil {
			d.OnEvent(a.matter, a.d)
		}
		for _, e := range a.d.Events {
			d.log.Info("event", "matter", a.matter, "kind", string(e.Kind), "message", e.Message)
		}
	}
	if len(list) > 0 {
		kick(d.send)
		kick(d.circ)
	}
}

// wait sleeps until a moment, a kick or the end of ctx. It reports false when
// ctx ended. A zero moment means: only a kick wakes.
func wait(ctx context.Context, until time.Time, woken <-chan struct{}) bool {
	pulseOf(ctx).resting(true)
	defer pulseOf(ctx).resting(false)
	var due <-chan time.Time
	if !until.IsZero() {
		t := time.NewTimer(time.Until(until))
		defer t.Stop()
		due = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-due:
	case <-woken:
	}
	return ctx.Err() == nil
}
