package mailbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/workflow"
)

// rounds is what one of the two connections remembers over its reconnects.
type rounds struct {
	folders map[string]*folderState
	good    bool // a whole round went well on the present connection
}

// folderState is how far one folder has been read. Each folder belongs to one
// of the two connections, so nothing here is shared.
type folderState struct {
	name     string
	validity uint32
	last     uint32          // everything up to here is done
	next     uint32          // UIDNEXT as last seen; 0 when the server does not say
	above    map[uint32]bool // done, but above a mail that is not
	tries    map[uint32]*tries
}

// tries counts what went wrong with one mail.
type tries struct {
	alone   bool  // came down in a group: from now on by itself
	refused int   // the server answered, but not with the mail; or Take failed
	lost    int   // the connection did not survive it
	others  bool  // other mails could be taken meanwhile, so it is this one's fault
	part    *body // the slices had so far of a large mail
}

// A mail is set aside after so many tries, each followed by a pause. When no
// other mail fares better, or the connection was lost, it is rarely the mail's
// fault; after ten tries the pauses have grown to minutes.
const (
	fewTries  = 3
	manyTries = 10
)

func (t *tries) enough() bool {
	return t.refused >= fewTries && t.others || t.refused+t.lost >= manyTries
}

func (r *rounds) state(name string) *folderState {
	st := r.folders[name]
	if st == nil {
		st = &folderState{name: name}
		st.reset(0, 0)
		r.folders[name] = st
	}
	return st
}

func (st *folderState) reset(validity, last uint32) {
	for _, t := range st.tries {
		t.part.close()
	}
	st.validity, st.last, st.next = validity, last, 0
	st.above, st.tries = make(map[uint32]bool), make(map[uint32]*tries)
}

// load takes over what the caller has stored, where that is further than what
// is remembered here.
func (r *rounds) load(positions func() ([]Position, error)) error {
	l, err := positions()
	if err != nil {
		return err
	}
	for _, p := range l {
		st := r.state(p.Folder)
		if st.validity != p.UIDValidity && st.validity == 0 {
			st.reset(p.UIDValidity, p.LastUID)
		}
		if st.validity == p.UIDValidity && st.last < p.LastUID {
			st.last = p.LastUID
		}
	}
	for _, st := range r.folders {
		if st.validity == 0 {
			st.reset(0, 0) // RFC 9051 section 2.3.1.1: such UIDs do not outlive a session
		}
	}
	return nil
}

func (st *folderState) position() Position { return Position{st.name, st.validity, st.last} }

// after is the position once uids are done too: up to the last mail that is,
// below the first that is not. Every UID found on the server and not done is in
// tries; others do not exist.
func (st *folderState) after(uids ...uint32) Position {
	now := make(map[uint32]bool, len(uids))
	for _, u := range uids {
		now[u] = true
	}
	open := ^uint32(0)
	for u := range st.tries {
		if !now[u] {
			open = min(open, u)
		}
	}
	p := st.position()
	for u := range st.above {
		if u < open {
			p.LastUID = max(p.LastUID, u)
		}
	}
	for u := range now {
		if u < open {
			p.LastUID = max(p.LastUID, u)
		}
	}
	return p
}

// done notes that uids need no more work.
func (st *folderState) done(uids ...uint32) {
	at := st.after(uids...)
	for _, u := range uids {
		if t := st.tries[u]; t != nil {
			t.part.close()
			delete(st.tries, u)
		}
		st.above[u] = true
	}
	st.last = at.LastUID
	for u := range st.above {
		if u <= st.last {
			delete(st.above, u)
		}
	}
}

// current reports whether s shows nothing that has not been read.
func (st *folderState) current(s *imap.StatusData) bool {
	return s.UIDValidity != 0 && s.UIDNext != 0 && s.UIDValidity == st.validity &&
		uint32(s.UIDNext) == st.next && len(st.tries) == 0
}

// scan opens a folder and reads what is new in it.
func (w *Watcher) scan(ctx context.Context, l *link, st *folderState, source workflow.Source) error {
	uids, err := l.examine(ctx, st)
	if err != nil {
		return err
	}
	// Every UID found gets a place in tries, so that the position cannot pass a
	// mail that has not been had.
	for _, u := range uids {
		if st.tries[u] == nil {
			st.tries[u] = new(tries)
		}
	}
	for u := range st.tries { // gone since an earlier round
		if _, there := slices.BinarySearch(uids, u); !there {
			if err := w.setAside(ctx, st, source, listed{uid: u}, ErrGone, 0); err != nil {
				return err
			}
		}
	}
	return w.read(ctx, l, st, source, uids)
}

// examine opens the folder for reading only and lists the UIDs that are not
// done. When UIDVALIDITY is another than before, that is all of them.
func (l *link) examine(ctx context.Context, st *folderState) ([]uint32, error) {
	var sel *imap.SelectData
	err := l.guard(ctx, commandLimit, func() (err error) {
		sel, err = l.Select(st.name, &imap.SelectOptions{ReadOnly: true}).Wait()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	l.selected = st.name
	if sel.UIDValidity != st.validity {
		st.reset(sel.UIDValidity, 0)
	}
	// 0 when the server does not say: then look.
	st.next = uint32(sel.UIDNext)
	if sel.NumMessages == 0 || st.next != 0 && st.next <= st.last+1 && len(st.tries) == 0 {
		return nil, nil
	}
	var data *imap.SearchData
	err = l.guard(ctx, commandLimit, func() (err error) {
		all := imap.UIDSet{{Start: imap.UID(st.last + 1)}} // up to *
		data, err = l.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{all}}, nil).Wait()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("search new mail: %w", err)
	}
	uids, err := uidsOf(data)
	// RFC 9051 section 9, seq-range: 8:* holds the last mail even when that is 7.
	return slices.DeleteFunc(uids, func(u uint32) bool { return u <= st.last || st.above[u] }), err
}

// mostUIDs is more than any mailbox holds. A server that names the range of all
// numbers must not fill the memory.
const mostUIDs = 5_000_000

// uidsOf gives the UIDs of a search in ascending order. The library's own way
// panics over a 0, which stands for "*", and expands any range.
func uidsOf(data *imap.SearchData) ([]uint32, error) {
	set, _ := data.All.(imap.UIDSet)
	var uids []uint32
	for _, r := range set {
		if r.Start == 0 || r.Stop < r.Start || len(uids)+int(r.Stop-r.Start) > mostUIDs {
			return nil, &ServerError{FaultServer, errors.New("search gives impossible numbers")}
		}
		for u := uint64(r.Start); u <= uint64(r.Stop); u++ {
			uids = append(uids, uint32(u))
		}
	}
	slices.Sort(uids)
	return slices.Compact(uids), nil
}

// read fetches uids and hands them over: in groups, those with a history alone
// and last.
func (w *Watcher) read(ctx context.Context, l *link, st *folderState, source workflow.Source, uids []uint32) error {
	slices.SortStableFunc(uids, func(a, b uint32) int { return cmp.Compare(st.tries[a].weight(), st.tries[b].weight()) })
	for part := range slices.Chunk(uids, 1000) {
		list, err := l.list(ctx, part)
		if err != nil {
			return err
		}
		var group []listed
		var size int64
		flush := func() error {
			if len(group) == 0 {
				return nil
			}
			err := w.readGroup(ctx, l, st, source, group)
			group, size = nil, 0
			return err
		}
		for _, u := range part {
			m, known := list[u]
			if !known {
				m = listed{uid: u} // not in the list: asked for by itself
			}
			alone := !known || st.tries[u].alone || m.size > sliceSize
			if alone || len(group) == groupCount || size+m.size > groupSize {
				if err := flush(); err != nil {
					return err
				}
			}
			if alone {
				if err := w.readOne(ctx, l, st, source, m); err != nil {
					return err
				}
				continue
			}
			group, size = append(group, m), size+m.size
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return nil
}

func (t *tries) weight() int {
	if t.alone {
		return 1 + t.refused + t.lost
	}
	return 0
}

// readGroup fetches several mails with one command. Whatever goes wrong, each
// is tried by itself before anything is held against it.
func (w *Watcher) readGroup(ctx context.Context, l *link, st *folderState, source workflow.Source, group []listed) error {
	uids := make([]uint32, len(group))
	for i, m := range group {
		uids[i] = m.uid
	}
	// A literal may be larger than RFC822.SIZE said, but not by more than a group.
	bodies, err := l.fetch(ctx, uids, groupSize, &imap.FetchItemBodySection{Peek: true})
	defer closeAll(bodies)
	if err == nil {
		var whole []Fetched
		var have []uint32
		for _, m := range group {
			b := bodies[m.uid]
			if b == nil || b.n == 0 {
				st.tries[m.uid].alone = true
				continue
			}
			f, ferr := st.fetched(source, m, b)
			if ferr != nil {
				return ferr
			}
			whole, have = append(whole, f), append(have, m.uid)
		}
		if len(whole) > 0 {
			err = w.take(ctx, whole, st.after(have...))
		}
		if err == nil {
			st.done(have...)
		}
	}
	if err != nil && ctx.Err() == nil {
		for _, u := range uids {
			if t := st.tries[u]; t != nil {
				t.alone = true
			}
		}
		if l.network() || l.wire.closed.Load() {
			return fmt.Errorf("fetch mails: %w", err)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, m := range group {
		if t := st.tries[m.uid]; t != nil && t.alone {
			if err := w.readOne(ctx, l, st, source, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func (st *folderState) fetched(source workflow.Source, m listed, b *body) (Fetched, error) {
	r, err := b.reader()
	date := b.date
	if date.IsZero() {
		date = m.date
	}
	return Fetched{Key: Key{st.name, st.validity, m.uid}, Source: source, InternalDate: date, Size: b.n, Body: r}, err
}

// readOne fetches and hands over one mail, and sets it aside when it has been
// tried often enough. An error ends the round; the pause that follows gives
// server and database time, and in the next round this mail is the last.
func (w *Watcher) readOne(ctx context.Context, l *link, st *folderState, source workflow.Source, m listed) error {
	t := st.tries[m.uid]
	t.alone = true
	if m.size > w.MaxSize {
		return w.setAside(ctx, st, source, m, ErrTooLarge, t.refused+t.lost+1)
	}
	err := w.tryOne(ctx, l, st, source, m)
	switch {
	case err == nil:
		st.done(m.uid)
		return nil
	case errors.Is(err, ErrGone):
		return w.setAside(ctx, st, source, m, err, t.refused+t.lost+1)
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, ErrTooLarge):
		return w.setAside(ctx, st, source, m, err, t.refused+t.lost+1)
	case l.network():
		t.lost++
	default:
		t.refused++
	}
	t.others = t.others || w.taken.Load() > l.takenBefore
	w.Log.Warn("mail not taken", "role", string(source), "uid", m.uid, "attempt", t.refused+t.lost, "err", plainError(err))
	if t.enough() {
		if aerr := w.setAside(ctx, st, source, m, err, t.refused+t.lost); aerr != nil || !l.wire.closed.Load() {
			return aerr
		}
	}
	return fmt.Errorf("take mail: %w", err)
}

func (w *Watcher) tryOne(ctx context.Context, l *link, st *folderState, source workflow.Source, m listed) error {
	b, err := w.fetchOne(ctx, l, st.tries[m.uid], m)
	if errors.Is(err, ErrIncomplete) && !l.wire.closed.Load() {
		if there, serr := l.exists(ctx, m.uid); serr == nil && !there {
			return ErrGone
		}
	}
	if err != nil {
		return err
	}
	defer b.close()
	f, err := st.fetched(source, m, b)
	if err != nil {
		return err
	}
	return w.take(ctx, []Fetched{f}, st.after(m.uid))
}

// fetchOne gets one mail, whatever its size. Slices outlive a lost connection,
// and a try that brought some is no lost one.
func (w *Watcher) fetchOne(ctx context.Context, l *link, t *tries, m listed) (*body, error) {
	if m.size <= sliceSize {
		return l.fetchSmall(ctx, m.uid, w.MaxSize)
	}
	whole := t.part
	if whole == nil {
		whole = new(body)
	}
	had := whole.n
	t.part = nil
	err := l.fetchLarge(ctx, m, w.MaxSize, whole)
	switch {
	case err == nil:
		return whole, nil
	case l.network() && ctx.Err() == nil:
		t.part = whole
		if whole.n > had {
			t.lost--
		}
	default:
		whole.close()
	}
	return nil, err
}

// take hands mails over. A panic over a mail is that mail's failure.
func (w *Watcher) take(ctx context.Context, mails []Fetched, at Position) error {
	return w.exclusively(ctx, func() (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("take mail: panic: %v", v)
			}
		}()
		if err := w.Take(ctx, mails, at); err != nil {
			return err
		}
		w.taken.Add(1)
		return nil
	})
}

func (l *link) exists(ctx context.Context, uid uint32) (bool, error) {
	var data *imap.SearchData
	err := l.guard(ctx, commandLimit, func() (err error) {
		data, err = l.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(imap.UID(uid))}}, nil).Wait()
		return err
	})
	if err != nil {
		return false, err
	}
	uids, err := uidsOf(data)
	return slices.Contains(uids, uid), err
}

func (w *Watcher) setAside(ctx context.Context, st *folderState, source workflow.Source, m listed, err error, attempts int) error {
	f := Failure{Fetched{Key: Key{st.name, st.validity, m.uid}, Source: source, InternalDate: m.date, Size: m.size}, err, attempts}
	if err := w.exclusively(ctx, func() error { return w.SetAside(ctx, f, st.after(m.uid)) }); err != nil {
		return fmt.Errorf("set mail aside: %w", err)
	}
	st.done(m.uid)
	return nil
}
