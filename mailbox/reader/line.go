package reader

import (
	"bufio"
	"bytes"
	"io"
	"sync"
)

// lineBuffer is the longest piece of a line that is held at once. RFC 5322
// section 2.1.1 allows 998 octets; real mail has HTML of a megabyte in one line.
const lineBuffer = 32 << 10

var buffers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, lineBuffer) }}

// lines gives a mail line by line and counts the bytes.
type lines struct {
	br   *bufio.Reader
	off  int64 // bytes consumed
	mid  bool  // the last piece did not end its line
	back bool  // the last line is to be given once more
	line []byte
	end  []byte
	prev int // length of the ending of the line before
}

func newLines(r io.Reader) *lines {
	br := buffers.Get().(*bufio.Reader)
	br.Reset(r)
	// Mail exported from old Macs ends its lines with a lone CR.
	if head, _ := br.Peek(4096); bytes.IndexByte(head, '\n') < 0 && bytes.Count(head, []byte{'\r'}) > 1 {
		br.Reset(&crReader{r: io.MultiReader(bytes.NewReader(bytes.Clone(head[:br.Buffered()])), r)})
	}
	return &lines{br: br}
}

func (l *lines) release() {
	l.br.Reset(nil)
	buffers.Put(l.br)
	l.br = nil
}

// next gives the next line, or a piece of a very long one, without its ending.
// start tells that the piece begins a line, end is the ending itself ("" inside
// a long line and at the end of the mail). The slices live until the next call.
func (l *lines) next() (line, end []byte, start, ok bool) {
	if l.back {
		l.back = false
		l.off += int64(len(l.line) + len(l.end))
		return l.line, l.end, true, true
	}
	ended := len(l.end)
	b, err := l.br.ReadSlice('\n')
	if len(b) == 0 && err != nil {
		return nil, nil, false, false
	}
	l.prev = ended
	l.off += int64(len(b))
	start = !l.mid
	l.mid = err == bufio.ErrBufferFull
	n := len(b)
	if b[n-1] == '\n' {
		n--
		for n > 0 && b[n-1] == '\r' {
			n--
		}
	} else if l.mid && b[n-1] == '\r' {
		// The LF of this CR is in the next piece; leave the CR to it.
		if l.br.UnreadByte() == nil {
			l.off--
			n--
			b = b[:n]
		}
	}
	l.line, l.end = b[:n], b[n:]
	return l.line, l.end, start, true
}

// bulk gives as many whole lines, with their endings, as lie ready and cannot be a
// boundary, and counts them as given; nil when the next line is to be looked at. The
// bytes live until the next call.
func (l *lines) bulk() []byte {
	if l.back || l.mid {
		return nil
	}
	if l.br.Buffered() == 0 {
		l.br.Peek(1)
	}
	b, _ := l.br.Peek(l.br.Buffered())
	b = b[:bytes.LastIndexByte(b, '\n')+1]
	if bytes.HasPrefix(b, dashes[1:]) {
		return nil
	}
	if i := bytes.Index(b, dashes); i >= 0 {
		b = b[:i+1]
	}
	if len(b) == 0 {
		return nil
	}
	n := len(b) - 1
	for n > 0 && b[n-1] == '\r' {
		n--
	}
	l.line, l.end = b[bytes.LastIndexByte(b[:n], '\n')+1:n], b[n:]
	l.br.Discard(len(b))
	l.off += int64(len(b))
	return b
}

// base64 is bulk for lines of one length with nothing but base64 in them, as attachments
// have, and gives how many characters. None of them can be a boundary, and they need not
// be searched for their ends.
func (l *lines) base64() (chars int64) {
	if l.back || l.mid {
		return 0
	}
	b, _ := l.br.Peek(l.br.Buffered())
	width := bytes.IndexByte(b, '\n') + 1
	eol := 1
	if width > 1 && b[width-2] == '\r' {
		eol = 2
	}
	n := 0
	for len(b)-n >= width && width > eol && string(b[n+width-eol:n+width]) == "\r\n"[2-eol:] && allBase64(b[n:n+width-eol]) {
		n += width
		chars += int64(width - eol)
	}
	if n > 0 {
		l.line, l.end = b[n-width:n-eol], b[n-eol:n]
		l.br.Discard(n)
		l.off += int64(n)
	}
	return chars
}

// dashes begin the line of a boundary (RFC 2046 section 5.1.1).
var dashes = []byte("\n--")

// unread makes next give the same line again. Only for a whole line.
func (l *lines) unread() {
	l.back = true
	l.off -= int64(len(l.line) + len(l.end))
}

// peek shows up to n coming bytes. It spoils the line that next gave last,
// unless that line was copied.
func (l *lines) peek(n int) []byte {
	b, _ := l.br.Peek(n)
	return b
}

// crReader makes CR to LF.
type crReader struct{ r io.Reader }

func (c *crReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
