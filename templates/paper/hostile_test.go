package paper

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// bomb is a PNG of a few bytes that says it is enormous.
func bomb(w, h uint32) []byte {
	chunk := func(kind string, data []byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		body := append([]byte(kind), data...)
		return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
	}
	head := binary.BigEndian.AppendUint32(nil, w)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 6, 0, 0, 0)
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(make([]byte, 1<<20))
	z.Close()
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head), chunk("IDAT", packed.Bytes()), chunk("IEND", nil)}, nil)
}

type failing struct{ after io.Reader }

func (f failing) Read(p []byte) (int, error) {
	if n, err := f.after.Read(p); n > 0 || !errors.Is(err, io.EOF) {
		return n, err
	}
	return 0, errDisk
}

// endless gives the same words for ever.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

// much gives 10 MB of the same words.
func much(words string) func() (io.ReadCloser, error) {
	return reads(io.LimitReader(endless(words), 10<<20))
}

func reads(r io.Reader) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
}

// TestHostileDossier: each document that cannot be printed has a notice in its
// place; the ones after it are all there.
func TestHostileDossier(t *testing.T) {
	img := photo(400, 300)
	good := mustJPEG(t, img)
	broken := bytes.Clone(good)
	for i := 600; i < len(broken); i += 7 {
		broken[i] ^= 0x5a
	}
	large := bytes.Clone(good) // says it is 65500 pixels square
	at := bytes.Index(large, []byte{0xff, 0xc0})
	copy(large[at+5:], []byte{0xff, 0xdc, 0xff, 0xdc})
	scans := append(bytes.Clone(good), bytes.Repeat([]byte{0xff, 0xda}, 5000)...)

	hostile := []struct {
		name string
		doc  Document
		says string // "" when it is printed as it is
	}{
		{"no reader", Document{Text: func() (io.ReadCloser, error) { return nil, errDisk }}, "kon niet worden gelezen"},
		{"broken off", Document{Text: reads(failing{strings.NewReader("het begin\nis er")})}, "De rest van"},
		{"nothing", Document{Text: text("")}, "staat geen tekst"},
		{"blank", Document{Text: much("\n \n\t")}, "staat geen tekst"},
		{"10 MB", Document{Text: much("Dit is een lange klacht. ")}, "te lang"},
		{"10 MB of one word", Document{Text: much("x")}, "te lang"},
		{"10 MB of lines", Document{Text: much("x\n")}, "te lang"},
		{"10 MB of pictures", Document{Text: much("😡🤡")}, "te lang"},
		{"10 MB of marks", Document{Text: much("\u0301")}, "staat geen tekst"},
		{"endless", Document{Text: reads(endless("nooit klaar "))}, "te lang"},
		{"control and bidi", Document{Text: text("a\x00b\x1b[31m\u202egnp.exe\u2066 \ufeff\u200b) Tj ET (\\")}, ""},
		{"no UTF-8", Document{Text: text("caf\xe9 \xff\xfe")}, ""},
		{"header", Document{Kind: "mail\n\n", From: "\u202eklager", Subject: strings.Repeat("lang 😡 ", 10000), Text: text("x")}, ""},
		{"many files", Document{Text: text("x"), Attachments: make([]Attachment, 3000)}, "Nog 2960 bijlagen"},
		{"file fails", Document{Attachments: []Attachment{{Name: "a.jpg", Open: reads(failing{bytes.NewReader(good[:5000])})}}}, "beschadigd"},
		{"file is not there", Document{Attachments: []Attachment{{Name: "a.jpg", Open: func() (io.ReadCloser, error) { return nil, errDisk }}}}, "kon niet worden gelezen"},
		{"PNG bomb", Document{Attachments: []Attachment{attach("a.png", bomb(60000, 60000))}}, "te groot"},
		{"PNG bomb, negative", Document{Attachments: []Attachment{attach("a.png", bomb(1<<31, 1<<31))}}, "beschadigd"},
		{"PNG ends early", Document{Attachments: []Attachment{attach("a.png", bomb(2000, 2000))}}, "beschadigd"},
		{"PNG head only", Document{Attachments: []Attachment{attach("a.png", []byte("\x89PNG\r\n\x1a\n"))}}, "beschadigd"},
		{"JPEG of 4 Gpixel", Document{Attachments: []Attachment{attach("a.jpg", large)}}, "te groot"},
		{"JPEG of 5000 scans", Document{Attachments: []Attachment{attach("a.jpg", scans)}}, "te groot"},
		{"JPEG cut", Document{Attachments: []Attachment{attach("a.jpg", good[:len(good)/2])}}, "beschadigd"},
		{"JPEG head only", Document{Attachments: []Attachment{attach("a.jpg", []byte("\xff\xd8\xff"))}}, "beschadigd"},
		{"JPEG garbled", Document{Attachments: []Attachment{attach("a.jpg", broken)}}, "beschadigd"},
		{"a line", Document{Attachments: []Attachment{attach("a.png", mustPNG(t, image.NewGray(image.Rect(0, 0, 1, 40000))))}}, ""},
		{"a dot", Document{Attachments: []Attachment{attach("a.png", mustPNG(t, image.NewGray(image.Rect(0, 0, 1, 1))))}}, ""},
		{"endless picture", Document{Attachments: []Attachment{{Name: "a.jpg", Open: reads(io.MultiReader(bytes.NewReader(good), endless("x")))}}}, "te groot"},
		{"endless PDF", Document{Attachments: []Attachment{{Name: "a.pdf", Open: reads(endless("%PDF-"))}}}, ""},
		{"text that is none", Document{Attachments: []Attachment{attach("a.txt", []byte("MZ\x90\x00\x03"))}}, ""},
		{"file name", Document{Attachments: []Attachment{attach("../../\u202efdp.\"<x>\n😡)(.pdf", []byte("%PDF-"))}}, ""},
	}
	var d Dossier
	d.Number, d.Made, d.Limits = "K-2026-0001", made, Limits{DocumentPages: 15}
	for i, h := range hostile {
		h.doc.Date = made.AddDate(0, 0, i)
		d.Documents = append(d.Documents, h.doc)
	}
	d.Documents = append(d.Documents, Document{Date: made.AddDate(1, 0, 0), Kind: "mail", Text: text("het laatste stuk"), Attachments: []Attachment{attach("a.jpg", good)}})
	var pdf []byte
	var c Contents
	began := time.Now()
	most := peak(func() { pdf, c = mustDossier(t, d) })
	t.Logf("%d hostile documents, %d pages, %d kB: %v, at most %d MB in use", len(hostile), c.Pages, len(pdf)/1000, time.Since(began).Round(time.Millisecond), most>>20)
	keepPDF(t, "vijandig.pdf", pdf)
	if most > 150<<20 {
		t.Errorf("%d MB in use", most>>20)
	}
	for i, h := range hostile {
		got := strings.Join(c.Documents[i].Notices, "\n")
		if c.Documents[i].Page == 0 || h.says == "" && strings.Contains(got, "kan niet worden afgedrukt") || !strings.Contains(got, h.says) {
			t.Errorf("%s: page %d, %q", h.name, c.Documents[i].Page, got)
		}
	}
	pages := readPDF(t, pdf)
	if len(pages) != c.Pages {
		t.Errorf("%d pages can be read of %d", len(pages), c.Pages)
	}
	if last := allWords(pages[len(pages)-1:]); !strings.Contains(last, "het laatste stuk") {
		t.Errorf("the last page says %q", last)
	}
}

// TestFullDossier: with no more pages to be had, what is left is named.
func TestFullDossier(t *testing.T) {
	d := sampleDossier(t)
	d.Limits = Limits{Pages: 4, Attachments: 1, Bytes: 1000}
	pdf, c := mustDossier(t, d)
	if c.Pages != 4 || len(readPDF(t, pdf)) != 4 {
		t.Errorf("%d pages", c.Pages)
	}
	if last := c.Documents[3]; last.Page != 0 || len(last.Notices) == 0 {
		t.Errorf("%+v", last)
	}
	if len(c.Documents[0].Separate) != 1 {
		t.Errorf("the picture is not apart: %+v", c.Documents[0])
	}
}

// TestManyDocuments: also the list ends.
func TestManyDocuments(t *testing.T) {
	d := Dossier{Made: made, Limits: Limits{Pages: 30}}
	for range 5000 {
		d.Documents = append(d.Documents, Document{Kind: "mail", Text: text("x")})
	}
	if _, c := mustDossier(t, d); c.Pages != 30 || len(c.Documents) != 5000 {
		t.Errorf("%d pages, %d documents", c.Pages, len(c.Documents))
	}
}

// brokenWriter fails after some bytes.
type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errDisk
	}
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	d := sampleDossier(t)
	pdf, _ := mustDossier(t, d)
	for _, n := range []int{0, len(pdf) - 10} {
		if _, err := WriteDossier(&brokenWriter{n}, d); !errors.Is(err, errDisk) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
	if err := WriteLetter(&brokenWriter{}, sampleLetter()); !errors.Is(err, errDisk) {
		t.Error(err)
	}
}

func TestLineReader(t *testing.T) {
	// Pieces of a long line never tear a character.
	in := strings.Repeat("é€😡", 20000) + "\nkort\r\n\nslot"
	r := newLineReader(strings.NewReader(in))
	var got []string
	for {
		line, err := r.next()
		if err != nil {
			break
		}
		if strings.ToValidUTF8(line, "?") != line {
			t.Fatal("a character was torn")
		}
		got = append(got, line)
	}
	if n := len(got); n < 4 || strings.Join(got[:n-3], "") != strings.Repeat("é€😡", 20000) || got[n-3] != "kort" || got[n-1] != "slot" {
		t.Errorf("%d lines", len(got))
	}
}

// FuzzRedraw: a picture is drawn or refused, within the bound.
func FuzzRedraw(f *testing.F) {
	f.Add(mustJPEG(f, photo(60, 40)))
	f.Add(mustPNG(f, photo(30, 30)))
	f.Add(turned(f, photo(20, 10), 6))
	f.Add(bomb(9000, 9000))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if kindOf(raw, "") != filePicture {
			return
		}
		p, err := redraw(raw, 4<<20, map[int]bool{})
		if err == nil && (p.width > longest || p.height > longest || p.width < 1 || p.height < 1 || len(p.jpeg) == 0) {
			t.Fatalf("%d x %d", p.width, p.height)
		}
	})
}

// TestUpright: each of the eight ways to hold a camera ends the same.
func TestUpright(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	img := image.NewRGBA(image.Rect(0, 0, 3, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
	}
	// Where the top left pixel of the file goes, for each orientation.
	want := map[int]image.Point{1: {0, 0}, 2: {2, 0}, 3: {2, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 2}, 8: {0, 2}}
	for turn, p := range want {
		out := upright(img, turn)
		if out.RGBAAt(p.X, p.Y) != img.RGBAAt(0, 0) {
			t.Errorf("orientation %d", turn)
		}
	}
	h, err := scanJPEG(turned(t, photo(40, 20), 6))
	if err != nil || h.turn != 6 || h.width != 40 || h.height != 20 {
		t.Errorf("%+v %v", h, err)
	}
}
