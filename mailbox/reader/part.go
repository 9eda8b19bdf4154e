package reader

import (
	"bytes"
	"strconv"
	"strings"
)

// newPart reads the MIME fields of a header block.
func newPart(h header, parent *part, defaultType string, pr *problems) *part {
	p := &part{head: h, parent: parent}
	if parent != nil {
		p.depth = parent.depth + 1
	}
	ct := h.get("Content-Type")
	p.typ, p.params = mediaType(ct)
	if ct != "" && !validType(p.typ) {
		pr.add("Content-Type unreadable")
		switch {
		case p.params["boundary"] != "":
			p.typ = "multipart/mixed"
		case strings.Contains(strings.ToLower(ct), "html"):
			p.typ = "text/html"
		default:
			p.typ = ""
		}
	}
	p.declared = p.typ != ""
	switch p.typ {
	case "", "text":
		p.typ = defaultType
	case "html":
		p.typ = "text/html"
	case "message/global":
		p.typ = "message/rfc822"
	}
	if p.params == nil {
		p.params = map[string]string{}
	}
	disp, dp := mediaType(h.get("Content-Disposition"))
	p.disp = disp
	if p.disp != "" && p.disp != "inline" {
		p.disp = "attachment" // RFC 2183 section 2.8: unknown is attachment
	}
	for _, n := range []string{dp["filename"], p.params["name"], dp["name"], p.params["filename"]} {
		if n = decodeWords(n); n != "" {
			p.name = n
			break
		}
	}
	enc, known := transferEncoding(h.get("Content-Transfer-Encoding"))
	if !known {
		pr.add("unknown transfer encoding, body kept as it is")
	}
	p.enc = enc
	if strings.HasPrefix(p.typ, "multipart/") && (enc == "base64" || enc == "qp") {
		pr.add("transfer encoding on a multipart, passed over")
	}
	p.html = p.typ == "text/html" || p.typ == "application/xhtml+xml"
	return p
}

func validType(t string) bool {
	if t == "text" || t == "html" {
		return true
	}
	for i := 0; i < len(t); i++ {
		if t[i] <= ' ' || t[i] >= 0x7f {
			return false
		}
	}
	main, sub, ok := strings.Cut(t, "/")
	return ok && main != "" && sub != "" && !strings.ContainsAny(t, " \t\"()<>@,:\\[]?=")
}

// isText tells whether a leaf is shown as text: it has a type that reads as
// text, no file name and is not put aside. Everything else is an attachment,
// except the machine parts of a report.
func (p *part) isText() bool {
	if p.disp == "attachment" || p.name != "" {
		return false
	}
	switch p.typ {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "application/xhtml+xml":
		return true
	}
	return false
}

// isSilent tells of parts that are neither text nor attachment: the machine
// parts of reports, the AMP twin of an HTML part, a calendar twin without name.
func (p *part) isSilent() bool {
	if p.name != "" {
		return false
	}
	switch p.typ {
	case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification", "message/feedback-report",
		"text/rfc822-headers", "text/x-amp-html":
		return true
	case "text/calendar":
		return p.parent != nil && p.parent.typ == "multipart/alternative"
	}
	return false
}

func (p *part) isAttachment() bool { return !p.isText() && !p.isSilent() }

// inMessage tells whether the part lies inside an attached mail.
func (p *part) inMessage() bool {
	for q := p.parent; q != nil; q = q.parent {
		if q.typ == "message/rfc822" {
			return true
		}
	}
	return false
}

// names gives attachments their shown names, in order, each once.
type names struct {
	seen map[string]int
	n    int
}

// name gives the safe name of an attachment.
func (s *names) name(p *part) string {
	s.n++
	name := safeName(p.name)
	if name == "" {
		name = "bijlage-" + strconv.Itoa(s.n) + extension(p.typ)
	}
	if s.seen == nil {
		s.seen = map[string]int{}
	}
	key := strings.ToLower(name)
	s.seen[key]++
	for s.seen[key] > 1 {
		stem, ext := splitExt(name)
		next := stem + " (" + strconv.Itoa(s.seen[key]) + ")" + ext
		k := strings.ToLower(next)
		if s.seen[k] == 0 {
			s.seen[k]++
			return next
		}
		s.seen[key]++
	}
	return name
}

// safeName makes a file name harmless: no path, no control or bidi characters,
// no device names of Windows, at most 150 bytes. It is for showing only.
func safeName(s string) string {
	s = cleanLine(s)
	s = strings.Map(func(r rune) rune {
		switch r {
		case '/', '\\', ':', '*', '?', '"', '<', '>', '|':
			return '_'
		}
		return r
	}, s)
	s = strings.Trim(s, " .")
	for strings.HasPrefix(s, ".._") || strings.HasPrefix(s, "_..") {
		s = strings.TrimLeft(s, "._ ")
	}
	stem, ext := splitExt(s)
	switch u := strings.ToUpper(stem); {
	case u == "CON", u == "PRN", u == "AUX", u == "NUL",
		len(u) == 4 && (u[:3] == "COM" || u[:3] == "LPT") && u[3] >= '0' && u[3] <= '9':
		stem = "_" + stem
	}
	if strings.Trim(stem+ext, "._ ") == "" {
		return ""
	}
	return shorten(stem, 150-min(len(ext), 20)) + ext
}

func splitExt(s string) (stem, ext string) {
	if i := strings.LastIndexByte(s, '.'); i > 0 && len(s)-i <= 12 {
		return s[:i], s[i:]
	}
	return s, ""
}

// shorten cuts at a letter's edge.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return strings.TrimSpace(s[:n])
}

var extensions = map[string]string{
	"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/png": ".png", "image/gif": ".gif",
	"image/tiff": ".tif", "image/heic": ".heic", "image/bmp": ".bmp", "image/svg+xml": ".svg", "text/plain": ".txt", "text/html": ".html",
	"text/calendar": ".ics", "text/rtf": ".rtf", "application/rtf": ".rtf", "text/vcard": ".vcf", "text/x-vcard": ".vcf", "text/csv": ".csv",
	"application/ms-tnef": ".dat", "application/vnd.ms-tnef": ".dat", "application/zip": ".zip", "application/msword": ".doc",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	"application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m", "application/pkcs7-signature": ".p7s", "application/x-pkcs7-signature": ".p7s",
	"application/pgp-signature": ".asc", "application/pgp-encrypted": ".pgp", "application/pgp-keys": ".asc", "application/ics": ".ics",
	"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/ogg": ".ogg", "audio/wav": ".wav", "video/mp4": ".mp4", "video/quicktime": ".mov",
}

func extension(typ string) string {
	if e, ok := extensions[typ]; ok {
		return e
	}
	return ".bin"
}

// looksHTML guesses from the first bytes.
func looksHTML(b []byte) bool {
	b = bytes.ToLower(b[:min(len(b), 512)])
	return bytes.Contains(b, []byte("<html")) || bytes.Contains(b, []byte("<!doctype html")) || bytes.Contains(b, []byte("<body")) || bytes.Contains(b, []byte("<div"))
}
