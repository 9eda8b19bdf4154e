package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // drafts come back in iso-8859-1
)

// ErrAppendUnknown tells that the connection was lost after a whole mail had
// been sent and before the server said whether it keeps it. Any other error of
// Append means that it does not.
var ErrAppendUnknown = errors.New("unknown whether the server kept it")

// Appended is where a mail was put; zero when the server does not say
// (UIDPLUS, RFC 4315).
type Appended struct{ UIDValidity, UID uint32 }

// Flags of what is appended.
const (
	FlagSeen  = string(imap.FlagSeen)
	FlagDraft = string(imap.FlagDraft)
)

// Append puts a mail of exactly size bytes into a folder, over a connection of
// its own. On Exchange the flag \Draft counts only here and never later.
func Append(ctx context.Context, s Server, folder string, raw io.Reader, size int64, flags ...string) (Appended, error) {
	l, err := s.connect(ctx)
	if err != nil {
		return Appended{}, fmt.Errorf("append mail: %w", err)
	}
	defer l.close()
	options := &imap.AppendOptions{}
	for _, f := range flags {
		options.Flags = append(options.Flags, imap.Flag(f))
	}
	var at Appended
	var sent atomic.Bool
	// Told to stop, what was not sent whole ends at once; what was is waited for.
	until, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	defer context.AfterFunc(ctx, func() {
		if sent.Load() {
			time.AfterFunc(stopWait, end)
		} else {
			end()
		}
	})()
	err = l.stream(until, func() error {
		cmd := l.Append(folder, size, options)
		n, err := io.CopyBuffer(struct{ io.Writer }{progress{cmd, l.wire}}, io.LimitReader(raw, size), make([]byte, 64<<10))
		if err == nil && n != size {
			err = fmt.Errorf("mail has %d bytes instead of %d", n, size)
		}
		if err != nil {
			// A refusal arrives in the place of the go-ahead. Otherwise nobody may
			// take the half for the whole: no more bytes.
			if l.wire.why() == nil && n > 0 {
				l.wire.abort(err)
			}
			cmd.Close()
			if _, werr := cmd.Wait(); saidNo(werr) {
				return werr
			}
			return err
		}
		sent.Store(true)
		cmd.Close()
		data, err := cmd.Wait()
		if err == nil {
			at = Appended{data.UIDValidity, uint32(data.UID)}
		}
		return err
	})
	switch {
	case err == nil:
		l.logout(until)
		return at, nil
	case saidNo(err):
		return at, fmt.Errorf("append mail: %w", &ServerError{FaultServer, err})
	case sent.Load() && l.wire.unsent.Load() <= int64(len("\r\n")):
		return at, fmt.Errorf("append mail: %w: %w", ErrAppendUnknown, err)
	default:
		return at, fmt.Errorf("append mail: %w", &ServerError{FaultConnect, err})
	}
}

// progress counts writing as a sign of life: while a mail goes up, nothing
// comes down.
type progress struct {
	io.Writer
	wire *wire
}

func (p progress) Write(b []byte) (int, error) {
	n, err := p.Writer.Write(b)
	p.wire.mu.Lock()
	if p.wire.stall != nil {
		p.wire.stall.Reset(stallLimit)
	}
	p.wire.mu.Unlock()
	return n, err
}

// Found is a mail in which FindMarked found a mark.
type Found struct {
	Key
	Mark string
}

// Limits of FindMarked: drafts and notices of ours are small and few.
const (
	findBytes = 256 << 10
	findMails = 500
)

// FindMarked reads the newest mails of a folder and tells which of the marks
// stand in them: in a Message-ID, another header line or the decoded text. It
// is how the program sees whether a draft of its own still lies there, for
// Outlook gives it another Message-ID and drops our header lines, but not what
// stands in the text. The server's own search is not used: Exchange's knows
// whole words of an index that lags behind. No content is kept.
func FindMarked(ctx context.Context, s Server, folder string, marks []string) ([]Found, error) {
	l, err := s.connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for drafts: %w", err)
	}
	defer l.close()
	st := &folderState{name: folder}
	st.reset(0, 0)
	uids, err := l.examine(ctx, st)
	if err != nil {
		return nil, fmt.Errorf("look for drafts: %w", err)
	}
	var found []Found
	newest := uids[max(0, len(uids)-findMails):]
	for part := range slices.Chunk(newest, 16) {
		section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: findBytes}}
		bodies, err := l.fetch(ctx, part, findBytes, section)
		if err != nil {
			return nil, fmt.Errorf("look for drafts: %w", err)
		}
		for _, u := range part {
			if b := bodies[u]; b != nil {
				for _, m := range marksIn(b.buf.Bytes(), marks) {
					found = append(found, Found{Key{folder, st.validity, u}, m})
				}
			}
		}
		closeAll(bodies)
	}
	l.logout(ctx)
	return found, nil
}

func marksIn(raw []byte, marks []string) []string {
	var found []string
	for _, m := range marks {
		if m != "" && bytes.Contains(raw, []byte(m)) {
			found = append(found, m)
		}
	}
	e, _ := message.Read(bytes.NewReader(raw))
	if e == nil || len(found) == len(marks) {
		return found
	}
	// Errors end a part, not the search: the mail may be cut at findBytes.
	e.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil && part == nil {
			return nil
		}
		if t, _, _ := part.Header.ContentType(); !strings.HasPrefix(t, "text/") {
			return nil
		}
		text, _ := io.ReadAll(part.Body)
		for _, m := range marks {
			if m != "" && !slices.Contains(found, m) && bytes.Contains(text, []byte(m)) {
				found = append(found, m)
			}
		}
		return nil
	})
	return found
}
