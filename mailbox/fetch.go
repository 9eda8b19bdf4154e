package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"klachtenpost/workflow"
)

// Key names one mail on the server for as long as UIDVALIDITY lasts (RFC 9051
// section 2.3.1.1).
type Key struct {
	Folder           string
	UIDValidity, UID uint32
}

// Fetched is one whole mail, checked against what the server promised.
type Fetched struct {
	Key
	Source       workflow.Source
	InternalDate time.Time
	Size         int64 // bytes in Body
	// Body is the mail as it lies on the server, at its start. It is good until
	// the function it was handed to returns, and larger mails are read from a
	// nameless file, not from memory.
	Body io.ReadSeeker
	// Bytes are those of Body where they are in memory, else nil. They may be kept.
	Bytes []byte
}

// Sizes of fetching.
const (
	sliceSize  = 1 << 20 // mails above this come in slices of it
	groupSize  = 2 << 20 // mails that are handed over together hold at most this
	groupCount = 64
)

// Reasons why one mail could not be had.
var (
	// ErrTooLarge tells that the mail is above Watcher.MaxSize.
	ErrTooLarge = errors.New("larger than the configured maximum")
	// ErrIncomplete tells that the server gave nothing, too little or something else.
	ErrIncomplete = errors.New("the server did not give the whole mail")
	// ErrGone tells that a mail was listed and then moved or deleted before it could
	// be fetched. When it was moved it turns up in its new folder.
	ErrGone = errors.New("no longer in the folder")
)

// listed is what is known of a mail before its body is fetched.
type listed struct {
	uid  uint32
	size int64 // RFC822.SIZE, which Exchange estimates: only for planning
	date time.Time
}

// body holds a fetched mail: in memory up to sliceSize, above it in a file that
// has no name any more.
type body struct {
	buf  bytes.Buffer
	file *os.File
	n    int64
	date time.Time
}

func (b *body) Write(p []byte) (int, error) {
	b.n += int64(len(p))
	if b.file == nil && b.buf.Len()+len(p) <= sliceSize {
		return b.buf.Write(p)
	}
	if b.file == nil {
		if err := b.spill(); err != nil {
			return 0, err
		}
	}
	return b.file.Write(p)
}

// readFrom reads r to its end, of which size bytes were announced: where they fit in
// memory into the place where they stay, else through room.
func (b *body) readFrom(r io.Reader, size int64, room func() []byte) error {
	if b.file != nil || int64(b.buf.Len())+size > sliceSize {
		_, err := io.CopyBuffer(b, r, room())
		return err
	}
	b.buf.Grow(int(size) + bytes.MinRead)
	n, err := b.buf.ReadFrom(r)
	b.n += n
	return err
}

func (b *body) spill() error {
	f, err := os.CreateTemp("", "klachtenpost-") // mode 0600
	if err != nil {
		return fmt.Errorf("spool mail: %w", err)
	}
	os.Remove(f.Name())
	b.file = f
	_, err = f.Write(b.buf.Bytes())
	b.buf = bytes.Buffer{}
	return err
}

func (b *body) reader() (io.ReadSeeker, error) {
	if b.file == nil {
		return bytes.NewReader(b.buf.Bytes()), nil
	}
	_, err := b.file.Seek(0, io.SeekStart)
	return b.file, err
}

func (b *body) close() {
	if b != nil && b.file != nil {
		b.file.Close()
	}
}

func closeAll(bodies map[uint32]*body) {
	for _, b := range bodies {
		b.close()
	}
}

// list asks for size and date of the mails. What the server leaves out is
// missing in the answer too.
func (l *link) list(ctx context.Context, uids []uint32) (map[uint32]listed, error) {
	found := make(map[uint32]listed)
	for part := range slices.Chunk(uids, 1000) {
		err := l.guard(ctx, commandLimit, func() error {
			msgs, err := l.Fetch(uidSet(part), &imap.FetchOptions{UID: true, InternalDate: true, RFC822Size: true}).Collect()
			for _, m := range msgs {
				if slices.Contains(part, uint32(m.UID)) {
					found[uint32(m.UID)] = listed{uint32(m.UID), m.RFC822Size, m.InternalDate}
				}
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("list mails: %w", err)
		}
	}
	return found, nil
}

// fetch gets the bodies of mails in one command. A mail the server says nothing
// about, or an empty thing, is missing in the answer. Any other irregularity is
// an error, and then no body is kept.
func (l *link) fetch(ctx context.Context, uids []uint32, max int64, section *imap.FetchItemBodySection) (map[uint32]*body, error) {
	bodies := make(map[uint32]*body)
	err := l.stream(ctx, func() error {
		cmd := l.Fetch(uidSet(uids), &imap.FetchOptions{UID: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{section}})
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			cut, err := l.take(msg, uids, max, section, bodies)
			if err == nil {
				continue
			}
			// The connection is closed by now. Of a literal that was cut, Close would
			// read the rest while the library's reader does: that must be gone first.
			// Behind a literal that was read to its end the reader may wait for us.
			if cut {
				l.close()
			}
			cmd.Close()
			return err
		}
		return cmd.Close()
	})
	if err != nil {
		closeAll(bodies)
		return nil, err
	}
	return bodies, nil
}

// take reads one FETCH response. cut tells that a literal was not read to its
// end.
func (l *link) take(msg *imapclient.FetchMessageData, uids []uint32, max int64, section *imap.FetchItemBodySection, bodies map[uint32]*body) (cut bool, err error) {
	b, whole := new(body), false
	var uid uint32
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = uint32(item.UID)
		case imapclient.FetchItemDataInternalDate:
			b.date = item.Time
		case imapclient.FetchItemDataBodySection:
			if !item.MatchCommand(section) || item.Literal == nil {
				continue // another section, or NIL
			}
			if cut, err := l.copyLiteral(b, item.Literal, max); err != nil {
				b.close()
				return cut, err
			}
			whole = true
		}
	}
	if !whole || uid == 0 || !slices.Contains(uids, uid) || bodies[uid] != nil {
		b.close()
		return false, nil
	}
	bodies[uid] = b
	return false, nil
}

// copyLiteral reads a literal to its end. When that fails the connection is
// closed. cut tells that the literal had not come to its end by then.
func (l *link) copyLiteral(dst *body, lit imap.LiteralReader, max int64) (cut bool, err error) {
	in := &countReader{r: lit}
	if lit.Size() > max {
		err = fmt.Errorf("%w: literal of %d bytes", ErrIncomplete, lit.Size())
	} else if err = dst.readFrom(in, lit.Size(), l.room); err == nil && in.n != lit.Size() {
		// A connection that ends inside a literal looks like the end of it.
		err = fmt.Errorf("%w: %d of %d bytes", ErrIncomplete, in.n, lit.Size())
	}
	if err == nil {
		return false, nil
	}
	l.wire.Close()
	// The library's reader waits until the literal has been read to its end or to
	// an error; then it goes on, and nobody else may read.
	if !in.ended {
		io.Copy(io.Discard, in)
	}
	return in.n != lit.Size(), err
}

// room is where a literal passes through; its own for each would be more than the
// mail, mostly.
func (l *link) room() []byte {
	if l.passing == nil {
		l.passing = make([]byte, 32<<10)
	}
	return l.passing
}

// countReader counts and remembers that there is no more.
type countReader struct {
	r     io.Reader
	n     int64
	ended bool
}

func (c *countReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	c.ended = c.ended || err != nil
	return n, err
}

// fetchLarge adds to whole what it lacks of a mail, in slices. After an error it
// holds whole slices, and the next try can go on from there: a mail never
// changes under its UID. A short slice may be the end or the server's whim, so
// that the end is an empty slice (RFC 9051 section 6.4.5), or none at all where
// the size says so too.
func (l *link) fetchLarge(ctx context.Context, m listed, max int64, whole *body) error {
	short := false
	for {
		section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: whole.n, Size: sliceSize}}
		got, err := l.fetch(ctx, []uint32{m.uid}, sliceSize, section)
		if err != nil {
			return err
		}
		slice := got[m.uid]
		if slice == nil && whole.n != m.size && !(short && whole.n > m.size/10*9) { // Exchange estimates
			return ErrIncomplete
		}
		if slice == nil || slice.n == 0 {
			break
		}
		short, whole.date = slice.n < sliceSize, slice.date
		_, err = slice.buf.WriteTo(whole)
		if err != nil {
			return err
		}
		if whole.n > max {
			return ErrTooLarge
		}
	}
	if whole.n == 0 {
		return ErrIncomplete
	}
	return nil
}

// fetchSmall gets one mail with one command.
func (l *link) fetchSmall(ctx context.Context, uid uint32, max int64) (*body, error) {
	got, err := l.fetch(ctx, []uint32{uid}, max, &imap.FetchItemBodySection{Peek: true})
	if err != nil {
		return nil, err
	}
	if b := got[uid]; b != nil && b.n > 0 {
		return b, nil
	}
	closeAll(got)
	return nil, ErrIncomplete
}

func uidSet(uids []uint32) imap.UIDSet {
	var set imap.UIDSet
	for _, u := range uids {
		set.AddNum(imap.UID(u))
	}
	return set
}
