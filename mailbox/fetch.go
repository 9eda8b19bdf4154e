package mailbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
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
	Size         int64             // bytes in Body
	Sum          [sha256.Size]byte // SHA-256 of Body
	// Body is the mail as it lies on the server, at its start. It is good until
	// the function it was handed to returns, and larger mails are read from a
	// nameless file, not from memory.
	Body io.ReadSeeker
	// Bytes are those of Body where they are in memory, else nil. They may be kept.
	Bytes []byte
	body  *body
}

// Keep gives the file that a mail lies in which is not in memory, for longer than the
// function runs that the mail was handed to. Who takes it closes it.
func (f Fetched) Keep() *os.File {
	if f.body == nil {
		return nil
	}
	file := f.body.file
	f.body.file = nil
	return file
}

// Sizes of fetching.
const (
	sliceSize  = 1 << 20 // mails above this come in slices, of which this is the first
	sliceMost  = 16 << 20
	groupSize  = 6 << 20 // mails that are handed over together hold at most this
	groupCount = 128
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
	sum  hash.Hash // of all n bytes
	date time.Time
}

func newBody() *body { return &body{sum: sha256.New()} }

// Write adds bytes, and after an error none or a part of them.
func (b *body) Write(p []byte) (n int, err error) {
	if b.file == nil && b.buf.Len()+len(p) > sliceSize {
		if err := b.spill(); err != nil {
			return 0, err
		}
	}
	if b.file == nil {
		n, err = b.buf.Write(p)
	} else {
		n, err = b.file.WriteAt(p, b.n)
	}
	b.sum.Write(p[:n])
	b.n += int64(n)
	return n, err
}

// readFrom reads r to its end, of which size bytes were announced: where they fit in
// memory into the place where they stay, else through room.
func (b *body) readFrom(r io.Reader, size int64, room func() []byte) error {
	if b.file != nil || int64(b.buf.Len())+size > sliceSize {
		for buf := room(); ; { // filled each time: it comes in small pieces
			n, err := io.ReadFull(r, buf)
			if _, werr := b.Write(buf[:n]); werr != nil {
				return werr
			}
			switch err {
			case nil:
			case io.EOF, io.ErrUnexpectedEOF:
				return nil
			default:
				return err
			}
		}
	}
	b.buf.Grow(int(size) + bytes.MinRead)
	n, err := b.buf.ReadFrom(r)
	b.sum.Write(b.buf.Bytes()[b.n:])
	b.n += n
	return err
}

// mark is how far a body had come.
type mark struct {
	n    int64
	sum  hash.Hash
	date time.Time
}

func (b *body) mark() mark {
	sum, err := b.sum.(hash.Cloner).Clone()
	if err != nil {
		panic(err) // SHA-256 can be cloned
	}
	return mark{b.n, sum, b.date}
}

// cut takes away what came since a mark.
func (b *body) cut(to mark) {
	b.n, b.sum, b.date = to.n, to.sum, to.date
	if b.file == nil {
		b.buf.Truncate(int(to.n))
	}
}

func (b *body) spill() error {
	f, err := os.CreateTemp("", "klachtenpost-") // mode 0600
	if err != nil {
		return fmt.Errorf("spool mail: %w", err)
	}
	os.Remove(f.Name())
	b.file = f
	_, err = f.WriteAt(b.buf.Bytes(), 0)
	b.buf = bytes.Buffer{}
	return err
}

func (b *body) reader() io.ReadSeeker {
	if b.file == nil {
		return bytes.NewReader(b.buf.Bytes())
	}
	return io.NewSectionReader(b.file, 0, b.n) // behind it may lie what was cut off
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
	return l.fetchBehind(ctx, nil, uids, max, section)
}

// fetchBehind is fetch for a part of one mail, which is put behind what there is of it.
func (l *link) fetchBehind(ctx context.Context, whole *body, uids []uint32, max int64, section *imap.FetchItemBodySection) (map[uint32]*body, error) {
	bodies := make(map[uint32]*body)
	err := l.stream(ctx, func() error {
		cmd := l.Fetch(uidSet(uids), &imap.FetchOptions{UID: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{section}})
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			cut, err := l.take(msg, whole, uids, max, section, bodies)
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
		if whole == nil {
			closeAll(bodies)
		}
		return nil, err
	}
	return bodies, nil
}

// take reads one FETCH response. cut tells that a literal was not read to its
// end.
func (l *link) take(msg *imapclient.FetchMessageData, whole *body, uids []uint32, max int64, section *imap.FetchItemBodySection, bodies map[uint32]*body) (cut bool, err error) {
	b, had := whole, false
	var drop func()
	if b == nil || len(bodies) > 0 {
		b = newBody()
		drop = b.close
	} else {
		start := b.mark()
		drop = func() { b.cut(start) }
	}
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
				drop()
				return cut, err
			}
			had = true
		}
	}
	if !had || uid == 0 || !slices.Contains(uids, uid) || bodies[uid] != nil {
		drop()
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
		l.passing = make([]byte, 128<<10)
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

// sliceQuick is how long a slice takes at most behind which a longer one is asked for: a
// connection that is slow or breaks often is asked for little at once.
const sliceQuick = time.Second

// fetchLarge adds to whole what it lacks of a mail, in slices. After an error it
// holds whole slices, and the next try can go on from there: a mail never
// changes under its UID. A short slice may be the end or the server's whim, so
// that the end is an empty slice (RFC 9051 section 6.4.5), or none at all where
// the size says so too.
func (l *link) fetchLarge(ctx context.Context, m listed, max int64, whole *body) error {
	// Slices become longer, but not near the end: there each has a length that the
	// server gave before, so that a shorter one tells of the end, not of a limit.
	const near = 0.9 // Exchange estimates the size
	tail := int64(near * float64(m.size))
	size, given, short := int64(sliceSize), int64(sliceSize), false
	for {
		start, begun := whole.mark(), time.Now()
		ask := min(size, max-start.n+1)
		section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: start.n, Size: ask}}
		got, err := l.fetchBehind(ctx, whole, []uint32{m.uid}, ask, section)
		if err != nil {
			whole.cut(start)
			return err
		}
		if got[m.uid] == nil && start.n != m.size && !(short && start.n > tail) {
			return ErrIncomplete
		}
		n := whole.n - start.n
		if n == 0 {
			break
		}
		if whole.n > max {
			return ErrTooLarge
		}
		short = n < ask
		if n < ask {
			if whole.n <= tail {
				given = min(given, n) // it gives no more at once
			}
			size = given
			continue
		}
		given = size
		if time.Since(begun) < sliceQuick && whole.n+2*size <= tail {
			size = min(2*size, sliceMost)
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
