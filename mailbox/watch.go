package mailbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Position tells how far a folder has been read: every UID up to LastUID was
// taken, listed in the baseline, set aside, or had gone.
type Position struct {
	Folder               string
	UIDValidity, LastUID uint32
}

// Failure is a mail that was set aside.
type Failure struct {
	Fetched        // without a Body; Size is what the server says
	Err      error // ErrTooLarge, ErrIncomplete, ErrGone or what Take said
	Attempts int
}

// Watcher reads a mailbox for as long as Run lasts. It holds two connections:
// one waits at INBOX, the other visits the remaining folders and looks whether
// the first still sees everything.
type Watcher struct {
	Server  Server
	Folders Folders       // configured names; empty ones are found
	Poll    time.Duration // between visits; one minute when zero
	Idle    bool          // wait with IDLE (RFC 2177) where the server has it
	MaxSize int64         // of one mail; 50 MB when zero
	Log     *slog.Logger

	// First makes Run begin with the baseline: what lies in the mailbox is
	// listed with Baseline instead of taken, until BaselineDone.
	First bool

	// Positions gives what the caller has stored. It is asked at each connection.
	Positions func() ([]Position, error)
	// Take is handed whole mails of one folder, at most 128 or 6 MB of them unless
	// a single one is larger, and the position that holds after them. When it
	// returns nil all of it is durable, best in one transaction. After an error
	// nothing of it may be kept; the mails come again one by one, and one that
	// fails three times alone is set aside. A mail may come that was taken
	// before (another folder, a new UIDVALIDITY, a restart in between): the
	// caller knows it by its hash. Calls never overlap.
	Take func(ctx context.Context, mails []Fetched, at Position) error
	// SetAside is told of a mail that was given up, with the position that holds
	// then. After an error it is told again.
	SetAside func(ctx context.Context, f Failure, at Position) error
	// Baseline is handed the mails of one folder, page by page; the last page of
	// a folder may be empty. BaselineDone follows when all folders are through.
	Baseline     func(ctx context.Context, page []Listed, at Position) error
	BaselineDone func(ctx context.Context) error
	// Found, when set, is told which folders are watched, at each connection.
	Found func(Folders)
	// Health, when set, is told after each round over a connection: nil, or the
	// error that ended it (see FaultOf). Calls may overlap.
	Health func(err error)

	taking  chan struct{} // holds one token: Take and its kin one at a time
	dialing chan struct{} // holds one token: one login at a time
	locked  time.Time     // no login before; guarded by dialing
	kick    chan struct{} // wakes the INBOX connection
	taken   atomic.Int64  // how often Take succeeded
	inbox   atomic.Uint64 // UIDVALIDITY and UIDNEXT of INBOX as last seen there
}

// Times of the watcher.
const (
	idleRound   = 5 * time.Minute  // RFC 2177 allows 29; NAT boxes forget sooner
	silentMost  = 15 * time.Minute // a server may log out who says nothing for 30 (RFC 9051 section 5.4)
	otherEvery  = time.Hour
	retryFirst  = 5 * time.Second
	retryMost   = 5 * time.Minute
	loginPause  = 15 * time.Minute // after a refused login, or the account gets locked
	defaultPoll = time.Minute
	defaultMax  = 50 << 20
)

// Run watches until ctx ends and then returns nil. Faults of network, server
// and account are told to Health and tried again; the only error is a Watcher
// that was put together wrongly.
func (w *Watcher) Run(ctx context.Context) error {
	if w.Positions == nil || w.Take == nil || w.SetAside == nil || w.First && (w.Baseline == nil || w.BaselineDone == nil) {
		return errors.New("watch mailbox: Positions, Take, SetAside and for a first start Baseline and BaselineDone are needed")
	}
	w.Poll, w.MaxSize = cmp.Or(w.Poll, defaultPoll), cmp.Or(w.MaxSize, defaultMax)
	if w.Log == nil {
		w.Log = slog.New(slog.DiscardHandler)
	}
	w.taking, w.dialing, w.kick = make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1)
	if w.First {
		w.keep(ctx, "eerste lezing", w.baseline, func() {})
	}
	var wg sync.WaitGroup
	tried := make(chan struct{})
	wg.Go(func() { w.keep(ctx, "inbox", w.stay, sync.OnceFunc(func() { close(tried) })) })
	<-tried // logins are one at a time, and INBOX is what people wait for
	wg.Go(func() { w.keep(ctx, "mappen", w.visit, func() {}) })
	wg.Wait()
	return nil
}

var errDone = errors.New("done")

// keep runs one connection after the other until ctx ends or work says errDone. tried is
// called when a login went well or not.
func (w *Watcher) keep(ctx context.Context, name string, work func(context.Context, *link, *rounds) error, tried func()) {
	defer tried()
	r := &rounds{folders: make(map[string]*folderState)}
	for wait := retryFirst; ctx.Err() == nil; wait = min(2*wait, retryMost) {
		r.good = false
		err := w.once(ctx, r, work, tried)
		if ctx.Err() != nil || errors.Is(err, errDone) {
			return
		}
		if r.good {
			wait = retryFirst
		}
		w.health(err)
		w.Log.Warn("imap", "connection", name, "retry", wait.String(), "err", plainError(err))
		sleep(ctx, wait)
	}
}

func (w *Watcher) once(ctx context.Context, r *rounds, work func(context.Context, *link, *rounds) error, tried func()) error {
	l, err := w.connect(ctx)
	tried()
	if err != nil {
		return err
	}
	defer l.close()
	l.takenBefore = w.taken.Load()
	if err := r.load(w.Positions); err != nil {
		return fmt.Errorf("read positions: %w", err)
	}
	err = work(ctx, l, r)
	if ctx.Err() != nil && l.wire.why() == nil {
		l.logout(context.WithoutCancel(ctx))
	}
	return err
}

// connect logs in, one connection at a time, and not again for a while after a
// login was refused: on many servers five wrong tries lock the account.
func (w *Watcher) connect(ctx context.Context) (*link, error) {
	select {
	case w.dialing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-w.dialing }()
	if pause := time.Until(w.locked); pause > 0 {
		sleep(ctx, pause)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	l, err := w.Server.connect(ctx)
	if FaultOf(err) == FaultLogin {
		w.locked = time.Now().Add(loginPause)
	}
	return l, err
}

// exclusively runs f while no other connection hands mails over.
func (w *Watcher) exclusively(ctx context.Context, f func() error) error {
	select {
	case w.taking <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-w.taking }()
	return f()
}

func (w *Watcher) health(err error) {
	if w.Health != nil {
		w.Health(err)
	}
}

// stay is the work of the INBOX connection.
func (w *Watcher) stay(ctx context.Context, l *link, r *rounds) error {
	folders, err := l.folders(ctx, w.Folders)
	if err != nil {
		return err
	}
	if w.Found != nil {
		w.Found(folders)
	}
	for {
		st := r.state(folders.Inbox)
		if err := w.scan(ctx, l, st, folders.Source(folders.Inbox)); err != nil {
			return err
		}
		w.inbox.Store(uint64(st.validity)<<32 | uint64(st.next))
		r.good = true
		w.health(nil)
		if err := w.wait(ctx, l); err != nil {
			return err
		}
	}
}

// wait returns when something may have changed.
func (w *Watcher) wait(ctx context.Context, l *link) error {
	if !w.Idle || !l.caps.Has(imap.CapIdle) {
		return w.rest(ctx, l, l.changed, w.kick)
	}
	select {
	case <-l.changed: // said so while we were fetching
		return nil
	default:
	}
	var idle interface {
		Close() error
		Wait() error
	}
	err := l.guard(ctx, commandLimit, func() (err error) { idle, err = l.Idle(); return err })
	if err != nil {
		return fmt.Errorf("idle: %w", err)
	}
	round := time.NewTimer(idleRound)
	defer round.Stop()
	select {
	case <-l.changed:
	case <-w.kick:
	case <-round.C:
	case <-l.Closed():
	case <-ctx.Done():
	}
	err = l.guard(context.WithoutCancel(ctx), commandLimit, func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
	if err != nil {
		return fmt.Errorf("end idle: %w", err)
	}
	return ctx.Err()
}

// rest waits for the next round, or until changed or kick wake it. In a long one it
// lets the server hear that the connection lives.
func (w *Watcher) rest(ctx context.Context, l *link, changed, kick <-chan struct{}) error {
	for left := w.Poll; ; left -= silentMost {
		select {
		case <-changed:
			return ctx.Err()
		case <-kick:
			return ctx.Err()
		case <-time.After(min(left, silentMost)):
		case <-l.Closed():
			return ctx.Err()
		case <-ctx.Done():
			return ctx.Err()
		}
		if left <= silentMost {
			return ctx.Err()
		}
		if err := l.guard(ctx, commandLimit, func() error { return l.Noop().Wait() }); err != nil {
			return fmt.Errorf("noop: %w", err)
		}
	}
}

// visit is the work of the other connection.
func (w *Watcher) visit(ctx context.Context, l *link, r *rounds) error {
	var folders Folders
	var listedAt time.Time
	for {
		all := time.Since(listedAt) >= otherEvery
		if all {
			var err error
			if folders, err = l.folders(ctx, w.Folders); err != nil {
				return err
			}
			listedAt = time.Now()
		}
		names := []string{folders.Sent, folders.Junk}
		if all {
			names = append(names, folders.Other...)
		}
		for _, name := range names {
			if name == "" {
				continue
			}
			if err := w.look(ctx, l, r.state(name), folders); err != nil {
				return err
			}
		}
		if err := w.compare(ctx, l, folders.Inbox); err != nil {
			return err
		}
		r.good = true
		w.health(nil)
		if err := w.rest(ctx, l, nil, nil); err != nil {
			return err
		}
	}
}

// look reads a folder when STATUS says that there is something new. A folder
// that the server refuses to show is passed over: it may be somebody else's.
func (w *Watcher) look(ctx context.Context, l *link, st *folderState, folders Folders) error {
	var err error
	// RFC 9051 section 6.3.11: STATUS says little about the folder that is open.
	if st.name != l.selected {
		var s *imap.StatusData
		if s, err = l.status(ctx, st.name); err == nil && st.current(s) {
			return nil
		}
	}
	if err == nil {
		err = w.scan(ctx, l, st, folders.Source(st.name))
	}
	if saidNo(err) && !l.network() {
		w.Log.Info("folder passed over", "role", string(folders.Source(st.name)), "err", plainError(err))
		return nil
	}
	return err
}

// compare looks at INBOX from the second connection and wakes the first when
// it has missed something: a dead IDLE is silent.
func (w *Watcher) compare(ctx context.Context, l *link, inbox string) error {
	s, err := l.status(ctx, inbox)
	if err != nil {
		return err
	}
	if uint64(s.UIDValidity)<<32|uint64(s.UIDNext) != w.inbox.Load() {
		wake(w.kick)
	}
	return nil
}

func (l *link) status(ctx context.Context, folder string) (*imap.StatusData, error) {
	var data *imap.StatusData
	err := l.guard(ctx, commandLimit, func() (err error) {
		data, err = l.Status(folder, &imap.StatusOptions{UIDNext: true, UIDValidity: true, NumMessages: true}).Wait()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("status: %w", err)
	}
	return data, nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
