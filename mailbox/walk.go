package mailbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Walk reads folders once, from where they were read to, over a connection of its
// own beside that of a Watcher. It changes nothing and moves no position.
type Walk struct {
	Folders Folders // configured names; empty ones are found
	Only    string  // this folder only; "" is all that a Watcher reads
	// After says how far the folders were read before; what is not in it, or was
	// renumbered since, is read from its beginning, or passed over when Known.
	After map[string]Position
	Known bool
	Since time.Time // mails that came in before are passed over; zero: none
	// Want is shown the header of each mail; nil wants all.
	Want func(header []byte) bool
	// Part is how many bytes of a wanted mail are enough; 0 wants it whole, and
	// passes over one above MaxSize.
	Part    int64
	MaxSize int64
	// Take is handed each wanted mail, in the order of its folder. An error ends the
	// walk.
	Take func(Fetched) error
	// Skipped, when set, is told of a mail that was too large or could not be had.
	Skipped func(Key, error)
}

// Do walks, and gives the folders there are.
func (w Walk) Do(ctx context.Context, s Server) (Folders, error) {
	l, err := s.connect(ctx)
	if err != nil {
		return Folders{}, err
	}
	defer l.close()
	f, err := l.folders(ctx, w.Folders)
	if err != nil {
		return f, fmt.Errorf("walk mailbox: %w", err)
	}
	names := slices.Concat([]string{f.Inbox, f.Sent, f.Junk}, f.Other)
	if w.Only != "" {
		names = []string{w.Only}
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		err := w.folder(ctx, l, f, name)
		if saidNo(err) && !l.network() && w.Only == "" && name != f.Inbox {
			continue // somebody else's folder
		}
		if err != nil {
			return f, fmt.Errorf("walk mailbox: %w", err)
		}
	}
	l.logout(ctx)
	return f, nil
}

func (w Walk) folder(ctx context.Context, l *link, f Folders, name string) error {
	st := &folderState{name: name}
	st.reset(0, 0)
	at, read := w.After[name]
	if read {
		st.reset(at.UIDValidity, at.LastUID)
	} else if w.Known {
		return nil
	}
	uids, err := l.examine(ctx, st)
	if err != nil {
		return err
	}
	if w.Known && st.validity != at.UIDValidity {
		return nil
	}
	for page := range slices.Chunk(uids, 200) {
		list, err := l.list(ctx, page)
		if err != nil {
			return err
		}
		page = slices.DeleteFunc(page, func(u uint32) bool { _, ok := list[u]; return !ok || list[u].date.Before(w.Since) })
		if page, err = w.wanted(ctx, l, page); err != nil {
			return err
		}
		for _, u := range page {
			if err := w.one(ctx, l, st, f, list[u]); err != nil {
				return err
			}
		}
	}
	return nil
}

// wanted asks Want about the headers of a page.
func (w Walk) wanted(ctx context.Context, l *link, page []uint32) ([]uint32, error) {
	if w.Want == nil || len(page) == 0 {
		return page, nil
	}
	section := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true, Partial: &imap.SectionPartial{Size: findBytes}}
	heads, err := l.fetch(ctx, page, findBytes, section)
	if err != nil {
		return nil, fmt.Errorf("read headers: %w", err)
	}
	defer closeAll(heads)
	return slices.DeleteFunc(page, func(u uint32) bool { return heads[u] == nil || !w.Want(heads[u].buf.Bytes()) }), nil
}

func (w Walk) one(ctx context.Context, l *link, st *folderState, f Folders, m listed) error {
	b, err := w.body(ctx, l, m)
	if err != nil {
		if w.Skipped == nil || ctx.Err() != nil || l.network() || l.wire.closed.Load() {
			return err
		}
		w.Skipped(Key{st.name, st.validity, m.uid}, err)
		return nil
	}
	defer b.close()
	return w.Take(st.fetched(f.Source(st.name), m, b))
}

func (w Walk) body(ctx context.Context, l *link, m listed) (*body, error) {
	switch {
	case w.Part > 0:
		section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: w.Part}}
		bodies, err := l.fetch(ctx, []uint32{m.uid}, w.Part, section)
		if err != nil {
			return nil, err
		}
		if bodies[m.uid] == nil || bodies[m.uid].n == 0 {
			return nil, ErrIncomplete
		}
		return bodies[m.uid], nil
	case m.size > w.MaxSize:
		return nil, ErrTooLarge
	case m.size <= sliceSize:
		return l.fetchSmall(ctx, m.uid, w.MaxSize)
	}
	whole := newBody()
	if err := l.fetchLarge(ctx, m, w.MaxSize, whole); err != nil {
		whole.close()
		return nil, err
	}
	return whole, nil
}
