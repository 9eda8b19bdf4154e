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
	next := uint32(sel.UIDNext)
	if sel.NumMessages == 0 || next != 0 && next <= st.last+1 && len(st.tries) == 0 {
		st.next = next
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
	if err != nil {
		return nil, err
	}
	st.next = next // not before: what was not found would count as seen
	// RFC 9051 section 9, seq-range: 8:* holds the last mail even when that is 7.
	return slices.DeleteFunc(uids, func(u uint32) bool { return u <= st.last || st.above[u] }), nil
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
		if err := w.readGroups(ctx, l, st, source, st.groups(part, list, w.MaxSize)); err != nil {
			return err
		}
	}
	return nil
}

// group is mails that are fetched with one command, a large one that is fetched in
// slices, or a single one that is to be had by itself.
type group struct {
	mails []listed
	large *tries // of the large one
	alone bool
}

// groups divides mails of which sizes and dates were listed. One above most bytes is
// not fetched, which is for those that come alone.
func (st *folderState) groups(uids []uint32, list map[uint32]listed, most int64) (all []group) {
	var size int64
	for _, u := range uids {
		m, known := list[u]
		if !known {
			m = listed{uid: u} // not in the list: asked for by itself
		}
		if t := st.tries[u]; !known || t.alone || m.size > most {
			all, size = append(all, group{mails: []listed{m}, alone: true}), 0
			continue
		} else if m.size > sliceSize {
			all, size = append(all, group{mails: []listed{m}, large: t}), 0
			continue
		}
		if size == 0 || len(all[len(all)-1].mails) == groupCount || size+m.size > groupSize {
			all, size = append(all, group{}), 0
		}
		last := &all[len(all)-1]
		last.mails, size = append(last.mails, m), size+max(m.size, 1)
	}
	return all
}

// readGroups hands over groups, in their order.
func (w *Watcher) readGroups(ctx context.Context, l *link, st *folderState, source workflow.Source, groups []group) error {
	for len(groups) > 0 {
		if groups[0].alone {
			if err := w.readOne(ctx, l, st, source, groups[0].mails[0]); err != nil {
				return err
			}
			groups = groups[1:]
			continue
		}
		n := slices.IndexFunc(groups, func(g group) bool { return g.alone })
		if n < 0 {
			n = len(groups)
		}
		if err := w.readTogether(ctx, l, st, source, groups[:n]); err != nil {
			return err
		}
		groups = groups[n:]
	}
	return nil
}

// readTogether fetches groups while those before them are handed over.
func (w *Watcher) readTogether(ctx context.Context, l *link, st *folderState, source workflow.Source, groups []group) error {
	f := l.fetchAll(ctx, groups, w.MaxSize)
	defer f.end()
	for _, g := range groups {
		had := <-f.ready
		err := w.readGroup(ctx, l, st, source, g, had, f)
		closeAll(had.bodies)
		if err != nil {
			return err
		}
	}
	return nil
}

// fetching brings groups one after the other. While it has the link nothing else may
// be asked of it.
type fetching struct {
	ready chan fetchedGroup
	link  chan struct{} // full while somebody uses the link
	quit  chan struct{} // closed when no more is wanted
}

type fetchedGroup struct {
	bodies map[uint32]*body
	err    error
}

// fetchAll begins to fetch groups. One may be on its way and one lie ready beside the
// one that is handed over.
func (l *link) fetchAll(ctx context.Context, groups []group, most int64) *fetching {
	f := &fetching{make(chan fetchedGroup, 1), make(chan struct{}, 1), make(chan struct{})}
	go func() {
		defer close(f.ready)
		for _, g := range groups {
			if closed(f.quit) {
				return
			}
			var had fetchedGroup
			f.alone(func() {
				if m := g.mails[0]; g.large != nil {
					had.bodies = make(map[uint32]*body)
					had.bodies[m.uid], had.err = l.fetchOn(ctx, g.large, m, most)
					return
				}
				// A literal may be larger than RFC822.SIZE said, but not by more than a group.
				had.bodies, had.err = l.fetch(ctx, g.uids(), groupSize, &imap.FetchItemBodySection{Peek: true})
			})
			select {
			case f.ready <- had:
			case <-f.quit:
				closeAll(had.bodies)
				return
			}
		}
	}()
	return f
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// alone waits for the group on its way, and lets nothing be fetched while do runs.
func (f *fetching) alone(do func()) {
	f.link <- struct{}{}
	defer func() { <-f.link }()
	do()
}

// end waits for the group on its way, and lets go of the mails that nobody took.
func (f *fetching) end() {
	close(f.quit)
	for had := range f.ready {
		closeAll(had.bodies)
	}
}

func (g group) uids() []uint32 {
	uids := make([]uint32, len(g.mails))
	for i, m := range g.mails {
		uids[i] = m.uid
	}
	return uids
}

// readGroup hands over a group that was fetched, while f fetches others. Whatever
// goes wrong, each is tried by itself before anything is held against it.
func (w *Watcher) readGroup(ctx context.Context, l *link, st *folderState, source workflow.Source, g group, had fetchedGroup, f *fetching) (err error) {
	if err = had.err; err == nil {
		var whole []Fetched
		var have []uint32
		for _, m := range g.mails {
			b := had.bodies[m.uid]
			if b == nil || b.n == 0 {
				st.tries[m.uid].alone = true
				continue
			}
			whole, have = append(whole, st.fetched(source, m, b)), append(have, m.uid)
		}
		if len(whole) > 0 {
			err = w.take(ctx, whole, st.after(have...))
		}
		if err == nil {
			st.done(have...)
		}
	}
	again := slices.DeleteFunc(slices.Clone(g.mails), func(m listed) bool {
		t := st.tries[m.uid]
		if t != nil && err != nil && ctx.Err() == nil {
			t.alone = true
		}
		return t == nil || !t.alone
	})
	if err == nil && len(again) == 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	f.alone(func() {
		if err != nil && (l.network() || l.wire.closed.Load()) {
			err = fmt.Errorf("fetch mails: %w", err)
			return
		}
		err = ctx.Err()
		for _, m := range again {
			if err == nil {
				err = w.readOne(ctx, l, st, source, m)
			}
		}
	})
	return err
}

func (st *folderState) fetched(source workflow.Source, m listed, b *body) Fetched {
	date := b.date
	if date.IsZero() {
		date = m.date
	}
	f := Fetched{Key: Key{st.name, st.validity, m.uid}, Source: source, InternalDate: date, Size: b.n, Body: b.reader()}
	b.sum.Sum(f.Sum[:0])
	if b.file == nil {
		f.Bytes = b.buf.Bytes()
	} else {
		f.body = b
	}
	return f
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
	return w.take(ctx, []Fetched{st.fetched(source, m, b)}, st.after(m.uid))
}

// fetchOne gets one mail, whatever its size. A try that brought slices of it is no lost
// one.
func (w *Watcher) fetchOne(ctx context.Context, l *link, t *tries, m listed) (*body, error) {
	if m.size <= sliceSize {
		return l.fetchSmall(ctx, m.uid, w.MaxSize)
	}
	var had int64
	if t.part != nil {
		had = t.part.n
	}
	b, err := l.fetchOn(ctx, t, m, w.MaxSize)
	if t.part != nil && t.part.n > had {
		t.lost--
	}
	return b, err
}

// fetchOn goes on with a large mail. Slices outlive a lost connection.
func (l *link) fetchOn(ctx context.Context, t *tries, m listed, most int64) (*body, error) {
	whole := t.part
	t.part = nil
	if whole == nil {
		whole = newBody()
		if err := whole.spill(); err != nil {
			return nil, err
		}
	}
	err := l.fetchLarge(ctx, m, most, whole)
	switch {
	case err == nil:
		return whole, nil
	case l.network() && ctx.Err() == nil:
		t.part = whole
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
