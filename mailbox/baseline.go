package mailbox

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Listed is a mail of the baseline: enough to know it again, no content.
type Listed struct {
	Key
	InternalDate time.Time
	Size         int64
	Head         [sha256.Size]byte // HeadHash of its header
}

const baselinePage = 500

// baseline lists every folder as it is now. What comes in meanwhile has a UID
// at or above the UIDNEXT with which the folder was opened, and is new.
func (w *Watcher) baseline(ctx context.Context, l *link, r *rounds) error {
	folders, err := l.folders(ctx, w.Folders)
	if err != nil {
		return err
	}
	for _, name := range append([]string{folders.Inbox, folders.Sent, folders.Junk}, folders.Other...) {
		if name == "" {
			continue
		}
		err := w.baselineFolder(ctx, l, r.state(name))
		if saidNo(err) && !l.network() && name != folders.Inbox {
			continue
		}
		if err != nil {
			return err
		}
	}
	if err := w.BaselineDone(ctx); err != nil {
		return fmt.Errorf("end baseline: %w", err)
	}
	return errDone
}

func (w *Watcher) baselineFolder(ctx context.Context, l *link, st *folderState) error {
	uids, err := l.examine(ctx, st)
	if err != nil {
		return err
	}
	if st.next != 0 {
		uids = slices.DeleteFunc(uids, func(u uint32) bool { return u >= st.next })
	}
	for page := range slices.Chunk(uids, baselinePage) {
		list, err := l.heads(ctx, st, page)
		if err != nil {
			return err
		}
		at := Position{st.name, st.validity, page[len(page)-1]}
		if err := w.exclusively(ctx, func() error { return w.Baseline(ctx, list, at) }); err != nil {
			return fmt.Errorf("store baseline: %w", err)
		}
		st.last = at.LastUID
	}
	if st.next > st.last+1 {
		st.last = st.next - 1
	}
	return w.exclusively(ctx, func() error { return w.Baseline(ctx, nil, st.position()) })
}

// heads lists one page. A mail whose header cannot be had is listed without
// one: the baseline is there to keep old mail quiet.
func (l *link) heads(ctx context.Context, st *folderState, uids []uint32) ([]Listed, error) {
	sizes, err := l.list(ctx, uids)
	if err != nil {
		return nil, err
	}
	heads, err := l.fetch(ctx, uids, sliceSize, &imap.FetchItemBodySection{
		Specifier: imap.PartSpecifierHeader, HeaderFields: []string{"Message-ID", "Date", "From"}, Peek: true})
	if err != nil {
		return nil, fmt.Errorf("list headers: %w", err)
	}
	defer closeAll(heads)
	var page []Listed
	for _, u := range uids {
		m, ok := sizes[u]
		if !ok {
			continue
		}
		e := Listed{Key: Key{st.name, st.validity, u}, InternalDate: m.date, Size: m.size}
		if h := heads[u]; h != nil {
			e.Head = HeadHash(bytes.NewReader(h.buf.Bytes()))
		}
		page = append(page, e)
	}
	return page, nil
}

// HeadHash is the hash of the Message-ID, Date and From of a mail, of which r is
// the whole or only the header. Folding, spacing and the order of the fields do
// not matter, so that a mail moved to another folder keeps its hash.
func HeadHash(r io.Reader) [sha256.Size]byte {
	var id, date, from string
	br := bufio.NewReader(io.LimitReader(r, 1<<20))
	var field *string
	for {
		line, err := br.ReadString('\n')
		text := strings.TrimRight(line, "\r\n")
		if text == "" {
			break
		}
		if text[0] == ' ' || text[0] == '\t' {
			if field != nil {
				*field += " " + text
			}
		} else {
			name, value, _ := strings.Cut(text, ":")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "message-id":
				field = &id
			case "date":
				field = &date
			case "from":
				field = &from
			default:
				field = nil
			}
			if field != nil && *field == "" {
				*field = value
			} else {
				field = nil
			}
		}
		if err != nil {
			break
		}
	}
	var all []string
	for _, v := range []string{id, date, from} {
		all = append(all, strings.Join(strings.Fields(v), " "))
	}
	return sha256.Sum256([]byte(strings.Join(all, "\n")))
}
