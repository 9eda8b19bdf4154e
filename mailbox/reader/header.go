package reader

import (
	"bytes"
	"strings"
)

// maxHeader is how much of one header block is read (trust section 5); the rest
// of the block is skipped, the body still read.
const maxHeader = 100 << 10

// field is one header field: its name as written and its unfolded raw value.
type field struct {
	name  string
	value string
	gap   bool // white space between the name and the colon
}

// header is a header block in its order.
type header []field

// get gives the first value of a field, "" when it is absent.
func (h header) get(name string) string {
	for i := range h {
		if len(h[i].name) == len(name) && strings.EqualFold(h[i].name, name) {
			return h[i].value
		}
	}
	return ""
}

// has tells whether a field is there, even empty.
func (h header) has(name string) bool {
	for i := range h {
		if len(h[i].name) == len(name) && strings.EqualFold(h[i].name, name) {
			return true
		}
	}
	return false
}

// all gives every value of a field.
func (h header) all(name string) []string {
	var out []string
	for i := range h {
		if len(h[i].name) == len(name) && strings.EqualFold(h[i].name, name) {
			out = append(out, h[i].value)
		}
	}
	return out
}

// headerReader reads one header block and repairs what mail in the wild does to
// it: an mbox line, a BOM, blank lines in front, a line without a colon, no
// blank line before the body, more bytes than anybody needs.
type headerReader struct {
	in       *lines
	problems *problems
	stop     func(line []byte) bool // a line that ends the block without belonging to it
	top      bool
	oddFrom  []field
	buf      []byte
	ends     []int // where each field ends in buf
}

// read gives the fields and the lines that turned out to be the body's first
// because the blank line was missing.
func (r *headerReader) read() (h header, body []byte) {
	var junk []byte // lines that are no field, since the last good one
	fresh := true   // nothing of the block was seen
	skip, full := false, false
	for {
		line, _, start, ok := r.in.next()
		if !ok {
			break
		}
		if !start {
			if !skip {
				full = r.add(line, full)
			}
			continue
		}
		if fresh {
			line = bytes.TrimPrefix(line, bom)
		}
		if len(line) == 0 {
			if fresh && r.top && r.leadsOn() {
				continue
			}
			break
		}
		if r.stop != nil && line[0] == '-' && r.stop(line) {
			r.in.unread()
			break
		}
		if fresh && r.top && mboxLine(line) {
			skip, fresh = true, false
			continue
		}
		fresh = false
		if line[0] == ' ' || line[0] == '\t' {
			// A line of only spaces ends the block in practice, unless a field
			// follows.
			if blank(line) {
				if !fieldLine(firstLine(r.in.peek(128))) {
					break
				}
				continue
			}
			if skip {
				continue
			}
			if len(r.ends) > 0 {
				full = r.add(line, full)
				continue
			}
		}
		skip = false
		if goodField(line) {
			junk = nil
			full = r.open(line, full)
			continue
		}
		// Looking ahead may move the buffer under the line.
		kept := append(append(junk, line...), '\n')
		line = kept[len(kept)-1-len(line) : len(kept)-1]
		if oddField(line) && (len(r.ends) > 0 || fieldLine(firstLine(r.in.peek(128)))) {
			// "Some words: text" is a field with an impossible name, or the body's
			// first line when the blank line is missing; the next lines tell.
			skip = true
			r.problems.add("header line with an impossible name")
			if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(bytes.Trim(name, "\x00 \t\x80\xc2\xa0\xad"), []byte("from")) {
				// Another program may take this for the From; then there are two.
				r.oddFrom = append(r.oddFrom, field{name: "From", value: string(value), gap: true})
			}
			if !blank(firstLine(r.in.peek(128))) {
				junk = kept
			}
			continue
		}
		junk = kept
		next := firstLine(r.in.peek(128))
		if fieldLine(next) || len(r.ends) > 0 && len(next) > 0 && (next[0] == ' ' || next[0] == '\t') && !blank(next) {
			skip = true
			r.problems.add("header line without a colon")
			continue
		}
		if len(r.ends) > 0 && (blank(next) || r.headerAhead()) {
			skip = !blank(next)
			r.problems.add("header line without a colon")
			continue
		}
		r.problems.add("no blank line between header and body")
		return r.fields(), append(r.unknownTail(), junk...)
	}
	if full {
		r.problems.add("header longer than 100 kB, cut")
	}
	if len(junk) > 0 {
		junk = append(r.unknownTail(), junk...)
	}
	return r.fields(), junk
}

// unknownTail takes back the last fields that no mail program writes: when the
// blank line is missing, "Klacht: ..." is the person's first line.
func (r *headerReader) unknownTail() []byte {
	n := len(r.ends)
	for n > 0 {
		from := 0
		if n > 1 {
			from = r.ends[n-2]
		}
		name, _, _ := bytes.Cut(r.buf[from:r.ends[n-1]], []byte(":"))
		if bytes.IndexByte(name, '-') >= 0 || knownFields[strings.ToLower(string(bytes.TrimSpace(name)))] {
			break
		}
		n--
	}
	if n == len(r.ends) || n == 0 {
		return nil
	}
	var out []byte
	for i := n; i < len(r.ends); i++ {
		out = append(append(out, r.buf[r.ends[i-1]:r.ends[i]]...), '\n')
	}
	r.ends = r.ends[:n]
	return out
}

var knownFields = map[string]bool{
	"from": true, "to": true, "cc": true, "bcc": true, "subject": true, "date": true, "sender": true,
	"received": true, "references": true, "comments": true, "keywords": true, "lines": true, "status": true,
	"organization": true, "importance": true, "priority": true, "precedence": true, "sensitivity": true,
	"encoding": true, "path": true, "newsgroups": true, "distribution": true, "approved": true,
}

// leadsOn tells whether a header follows the blank lines in front.
func (r *headerReader) leadsOn() bool {
	b := r.in.peek(256)
	for len(b) > 0 && (b[0] == '\r' || b[0] == '\n') {
		b = b[1:]
	}
	return fieldLine(firstLine(b)) || mboxLine(b)
}

// headerAhead tells whether a known field comes before the next blank line.
func (r *headerReader) headerAhead() bool {
	for b := r.in.peek(2048); len(b) > 0; {
		line := firstLine(b)
		b = b[len(line):]
		if blank(line) {
			return false
		}
		if name, _, ok := bytes.Cut(line, []byte(":")); ok && fieldLine(line) {
			if bytes.IndexByte(name, '-') > 0 || knownFields[strings.ToLower(string(bytes.TrimSpace(name)))] {
				return true
			}
		}
	}
	return false
}

// open starts a field.
func (r *headerReader) open(line []byte, full bool) bool {
	if len(r.buf)+len(line) > maxHeader {
		// Keep the start of a field that is too long, then no more.
		if !full && len(r.buf) < maxHeader {
			r.buf = append(r.buf, line[:maxHeader-len(r.buf)]...)
			r.ends = append(r.ends, len(r.buf))
		}
		return true
	}
	if full {
		return true
	}
	r.buf = append(r.buf, line...)
	r.ends = append(r.ends, len(r.buf))
	return false
}

// add continues the last field.
func (r *headerReader) add(line []byte, full bool) bool {
	if full || len(r.ends) == 0 || len(r.buf)+len(line) > maxHeader {
		return true
	}
	r.buf = append(r.buf, line...)
	r.ends[len(r.ends)-1] = len(r.buf)
	return false
}

// fields cuts the buffer into fields; one string backs them all.
func (r *headerReader) fields() header {
	all := string(r.buf)
	h := make(header, 0, len(r.ends))
	from := 0
	for _, to := range r.ends {
		name, value, _ := strings.Cut(all[from:to], ":")
		trimmed := strings.TrimRight(name, " \t")
		h = append(h, field{name: trimmed, value: strings.Trim(value, " \t\r"), gap: trimmed != name})
		from = to
	}
	return append(h, r.oddFrom...)
}

var bom = []byte("\xef\xbb\xbf")

// goodField tells whether line starts with a field name and a colon
// (RFC 5322 section 2.2), or with a name and spaces before the colon
// (section 4.5.8).
func goodField(line []byte) bool {
	i := 0
	for i < len(line) && line[i] > ' ' && line[i] < 0x7f && line[i] != ':' {
		i++
	}
	if i == 0 {
		return false
	}
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++
	}
	return i < len(line) && line[i] == ':'
}

// oddField tells whether a line has a colon early on, behind something that is
// no field name: spaces or 8-bit letters in it.
func oddField(line []byte) bool {
	i := bytes.IndexByte(line, ':')
	return i >= 0 && i <= 76
}

func fieldLine(line []byte) bool {
	return goodField(line) && !bytes.HasPrefix(line, []byte("http"))
}

// mboxLine tells whether line is the separator of an mbox file, which starts
// with "From " or, escaped, with ">From ".
func mboxLine(line []byte) bool {
	return bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}

func firstLine(b []byte) []byte {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i+1]
	}
	return b
}
