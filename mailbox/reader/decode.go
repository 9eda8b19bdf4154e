package reader

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
)

// base64Value maps a byte to its six bits; 64 is padding, 255 anything else.
var base64Value = func() (t [256]byte) {
	for i := range t {
		t[i] = 255
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = byte(i)
	}
	t['='] = 64
	return t
}()

// transferEncoding reads Content-Transfer-Encoding and what people make of it:
// "7-bit", "quoted printable", "base 64", a trailing comment. known is false for
// a word that is none of them; the body is then passed on as it is.
func transferEncoding(v string) (enc string, known bool) {
	v = strings.ToLower(stripComment(v))
	v = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		if r == ';' || r == ',' {
			return ';'
		}
		return -1
	}, v)
	v, _, _ = strings.Cut(v, ";")
	switch v {
	case "", "7bit", "8bit", "binary", "none", "7bits", "8bits", "ascii", "utf8", "text":
		return "", true
	case "base64", "b64", "b":
		return "base64", true
	case "quotedprintable", "qp", "q":
		return "qp", true
	case "xuuencode", "uuencode", "xuue", "uue":
		return "uue", true
	}
	return "", false
}

// decoder wraps a body in its transfer decoding.
func decoder(enc string, r io.Reader) io.Reader {
	switch enc {
	case "base64":
		return &base64Reader{r: r}
	case "qp":
		return &qpReader{r: r}
	case "uue":
		return &uueReader{r: r}
	}
	return r
}

// base64Reader decodes leniently: bytes outside the alphabet are passed over, a
// padded block may be followed by another, and an unpadded end gives its last
// bytes (RFC 2045 section 6.8 asks to ignore what does not belong).
type base64Reader struct {
	r     io.Reader
	in    [4096]byte
	n, at int
	acc   uint32
	bits  uint
	err   error
}

func (d *base64Reader) Read(p []byte) (int, error) {
	out := 0
	for out < len(p) {
		if d.at == d.n {
			if d.err != nil {
				break
			}
			d.n, d.err = d.r.Read(d.in[:])
			d.at = 0
			continue
		}
		if d.bits == 0 && d.n-d.at >= 4 && len(p)-out >= 3 {
			// Mostly four that belong: an attachment is nothing else.
			in := d.in[d.at : d.at+4]
			a, b, c, e := base64Value[in[0]], base64Value[in[1]], base64Value[in[2]], base64Value[in[3]]
			if a|b|c|e < 64 {
				v := uint32(a)<<18 | uint32(b)<<12 | uint32(c)<<6 | uint32(e)
				p[out], p[out+1], p[out+2] = byte(v>>16), byte(v>>8), byte(v)
				d.at, out = d.at+4, out+3
				continue
			}
		}
		v := base64Value[d.in[d.at]]
		d.at++
		if v >= 64 {
			if v == 64 {
				d.acc, d.bits = 0, 0
			}
			continue
		}
		d.acc = d.acc<<6 | uint32(v)
		d.bits += 6
		if d.bits >= 8 {
			d.bits -= 8
			p[out] = byte(d.acc >> d.bits)
			out++
		}
	}
	if out == 0 && d.err != nil {
		return 0, d.err
	}
	return out, nil
}

// rest gives how many bytes Read would still give, without making them: of most
// attachments nothing else is asked.
func (d *base64Reader) rest() (n int64) {
	n = d.count(d.in[d.at:d.n])
	if b, ok := d.r.(*bodyReader); ok {
		for {
			for chars := b.base64(); chars > 0; chars = b.base64() {
				n += d.bytes(6 * chars)
			}
			for lines := b.bulk(); lines != nil; lines = b.bulk() {
				n += d.count(lines)
			}
			if !b.more() {
				break
			}
			n += d.count(b.cur)
			b.cur = nil
		}
		d.err = io.EOF
	}
	for d.err == nil {
		d.n, d.err = d.r.Read(d.in[:])
		n += d.count(d.in[:d.n])
	}
	d.at = d.n
	return n
}

// count gives how many bytes come out of in.
func (d *base64Reader) count(in []byte) (n int64) {
	bits := int64(d.bits)
	for len(in) > 0 {
		line, rest, _ := bytes.Cut(in, newline)
		if in = rest; len(line) > 0 && line[len(line)-1] == '\r' {
			line = line[:len(line)-1]
		}
		if allBase64(line) {
			bits += 6 * int64(len(line))
			continue
		}
		for _, c := range line {
			switch v := base64Value[c]; {
			case v < 64:
				bits += 6
			case v == 64:
				n, bits = n+bits/8, 0
			}
		}
	}
	d.bits = 0
	return n + d.bytes(bits)
}

// bytes gives how many bytes come out of so many bits more.
func (d *base64Reader) bytes(bits int64) int64 {
	bits += int64(d.bits)
	d.bits = uint(bits % 8)
	return bits / 8
}

var newline = []byte("\n")

// allBase64 tells that a line of eight bytes and more has none that is outside the
// alphabet.
func allBase64(line []byte) bool {
	if len(line) < 8 {
		return false
	}
	t := &base64Value
	for i := 0; i < len(line); i += 8 {
		x := binary.LittleEndian.Uint64(line[min(i, len(line)-8):])
		if (t[x&255]|t[x>>8&255]|t[x>>16&255]|t[x>>24&255])|(t[x>>32&255]|t[x>>40&255]|t[x>>48&255]|t[x>>56]) >= 64 {
			return false
		}
	}
	return true
}

// qpReader decodes quoted-printable; an = that starts no code stays an =
// (RFC 2045 section 6.7 note on robustness).
type qpReader struct {
	r     io.Reader
	in    [4096]byte
	n, at int
	err   error
	hold  []byte // bytes of an = that is not complete yet
	ready []byte // bytes to give out first
}

func (d *qpReader) Read(p []byte) (int, error) {
	out := 0
	for out < len(p) {
		if len(d.ready) > 0 {
			n := copy(p[out:], d.ready)
			d.ready = d.ready[n:]
			out += n
			continue
		}
		if d.at == d.n {
			if d.err != nil {
				if len(d.hold) > 1 || len(d.hold) == 1 && d.hold[0] != '=' {
					d.ready, d.hold = d.hold, nil
					continue
				}
				break
			}
			d.n, d.err = d.r.Read(d.in[:])
			d.at = 0
			continue
		}
		c := d.in[d.at]
		if len(d.hold) == 0 {
			d.at++
			if c != '=' {
				p[out] = c
				out++
				continue
			}
			d.hold = append(d.hold, c)
			continue
		}
		d.code(c)
	}
	if out == 0 && d.err != nil {
		return 0, d.err
	}
	return out, nil
}

// code takes one byte after an =.
func (d *qpReader) code(c byte) {
	last := d.hold[len(d.hold)-1]
	switch {
	case c == '\n':
		d.at++
		d.hold = d.hold[:0] // soft line break
	case (c == ' ' || c == '\t' || c == '\r') && (last == '=' || last == ' ' || last == '\t' || last == '\r') && len(d.hold) < 80:
		d.at++
		d.hold = append(d.hold, c)
	case len(d.hold) == 1 && unhex(c) >= 0:
		d.at++
		d.hold = append(d.hold, c)
	case len(d.hold) == 2 && unhex(last) >= 0 && unhex(c) >= 0:
		d.at++
		d.ready = []byte{byte(unhex(last)<<4 | unhex(c))}
		d.hold = d.hold[:0]
	default:
		d.ready = append([]byte(nil), d.hold...)
		d.hold = d.hold[:0]
	}
}

// uueReader decodes x-uuencode line by line.
type uueReader struct {
	r     io.Reader
	raw   []byte
	out   []byte
	begun bool
	err   error
	buf   [4096]byte
}

func (d *uueReader) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		i := strings.IndexByte(string(d.raw), '\n')
		if i < 0 && d.err != nil {
			if len(d.raw) == 0 {
				return 0, d.err
			}
			i = len(d.raw) - 1
		}
		if i < 0 {
			if len(d.raw) > lineBuffer {
				d.raw = d.raw[:0] // no line of uuencode is that long
			}
			n, err := d.r.Read(d.buf[:])
			d.raw, d.err = append(d.raw, d.buf[:n]...), err
			continue
		}
		line := strings.TrimRight(string(d.raw[:i+1]), "\r\n")
		d.raw = d.raw[i+1:]
		if !d.begun {
			d.begun = strings.HasPrefix(line, "begin ")
			continue
		}
		if line != "end" && line != "" {
			d.out = uuLine(line)
		}
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

func uuLine(line string) []byte {
	want := int(line[0]-' ') & 63
	out := make([]byte, 0, want)
	for i := 1; i+3 < len(line)+3 && len(out) < want; i += 4 {
		var v [4]byte
		for j := range v {
			if i+j < len(line) {
				v[j] = (line[i+j] - ' ') & 63
			}
		}
		out = append(out, v[0]<<2|v[1]>>4, v[1]<<4|v[2]>>2, v[2]<<6|v[3])
	}
	return out[:min(want, len(out))]
}
