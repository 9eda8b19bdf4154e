package paper

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
)

func text(s string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }
}

func attach(name string, content []byte) Attachment {
	return Attachment{Name: name, Size: int64(len(content)), Open: text(string(content))}
}

// photo is a picture with enough in it to tell top from bottom.
func photo(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), uint8(x ^ y), 255})
		}
	}
	return img
}

func mustJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mustPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// turned is a JPEG whose camera was held on its side.
func turned(t testing.TB, img image.Image, orientation byte) []byte {
	t.Helper()
	raw := mustJPEG(t, img)
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), orientation, 0, 0, 0, 0, 0, 0)
	seg := append([]byte{0xff, 0xe1, byte((len(exif) + 2) >> 8), byte(len(exif) + 2)}, exif...)
	return append(append(append([]byte{}, raw[:2]...), seg...), raw[2:]...)
}

const complaint = `Geachte commissie,

Op 3 november had ik een gesprek met uw medewerker. Hij kwam veel te laat 😡😡
en zei dat ik "niet moest zeuren". Ik voel mij niet gehoord 😢.

Mijn buurvrouw Phạm Thị Hoa was erbij. Haar zoon schrijft: السلام عليكم ورحمة
Het kostte mij € 12,50 aan reiskosten — dat wil ik terug.

Met vriendelijke groet,
Ağnieszka Błaszczyk-Öztürk

Op di 3 nov 2026 om 10:12 schreef Kees:
> Beste mevrouw, wij zien u graag om 10 uur bij ons op kantoor, en dan praten we over alles wat u dwarszit in deze zaak.
> > Kunt u dan?
> Groet, Kees`

func sampleDossier(t testing.TB) Dossier {
	day := func(n, hour int) time.Time {
		return time.Date(2026, time.February, 24, hour, 12, 0, 0, time.UTC).AddDate(0, 0, n)
	}
	logo := mustPNG(t, photo(120, 40))
	return Dossier{
		Number: "K-2026-0001", Organisation: "Perspectief Herstelbemiddeling", Committee: "Klachtencommissie Perspectief Herstelbemiddeling", Made: made,
		Documents: []Document{
			{Date: day(20, 9), Kind: "mail", From: "directeur", To: "commissie", Subject: "Mijn voorstel", Text: text("Ik stel voor dat mevrouw een nieuwe bemiddelaar krijgt."),
				Attachments: []Attachment{attach("logo.png", logo), attach("gespreksverslag.pdf", []byte("%PDF-1.4 verslag")), attach("rekening.exe", []byte("MZ"))}},
			{Date: day(0, 10), Kind: "mail", From: "klager", Subject: "Klacht over uw medewerker", Text: text(complaint),
				Attachments: []Attachment{attach("foto van de wachtkamer.jpg", turned(t, photo(1200, 800), 6)), attach("aantekeningen.txt", []byte("Maandag gebeld.\nDinsdag niemand thuis. Caf\xe9.")), attach("logo.png", logo)}},
			{Date: day(6, 14), Kind: "telefoonnotitie", From: "secretaris", Text: text("Mevrouw gebeld. Zij wil graag dat er iemand meeluistert.")},
			{Date: day(8, 11), Kind: "brief", From: "secretaris", To: "klager", Subject: "Uw bericht aan ons", Text: text(strings.Repeat("Wij hebben uw bericht ontvangen. U hoort van ons hoe het verder gaat. ", 80))},
		},
	}
}

func mustDossier(t testing.TB, d Dossier) ([]byte, Contents) {
	t.Helper()
	var b bytes.Buffer
	c, err := WriteDossier(&b, d)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), c
}

func TestDossierIsReproducible(t *testing.T) {
	a, c := mustDossier(t, sampleDossier(t))
	b, _ := mustDossier(t, sampleDossier(t))
	keepPDF(t, "dossier.pdf", a)
	if !bytes.Equal(a, b) {
		t.Error("the same dossier twice is not the same bytes")
	}
	t.Logf("%+v", c)
}

var errDisk = errors.New("disk")

// peak runs f and gives the most memory that was in use on the way, beyond what
// was in use before.
func peak(f func()) uint64 {
	stop, done := make(chan bool), make(chan uint64)
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	go func() {
		var most uint64
		var m runtime.MemStats
		for {
			select {
			case <-stop:
				done <- max(most, before.HeapAlloc) - before.HeapAlloc
				return
			case <-time.After(10 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	f()
	close(stop)
	return <-done
}

// TestLargeDossier: 200 documents, each with some pages of text, and pictures and
// files beside.
func TestLargeDossier(t *testing.T) {
	d := sampleDossier(t)
	r := rand.New(rand.NewPCG(1, 2))
	d.Documents = nil
	camera := mustJPEG(t, photo(3000, 2000))
	for i := range 200 {
		var b strings.Builder
		for range 600 + r.IntN(900) {
			fmt.Fprintf(&b, "woord%d ", r.IntN(5000))
			if r.IntN(60) == 0 {
				b.WriteString("\n\n")
			}
		}
		doc := Document{Date: made.AddDate(0, 0, i), Kind: "mail", From: "klager", Subject: "Aanvulling", Text: text(b.String())}
		if i%70 == 0 { // what follows a picture makes it another file
			doc.Attachments = append(doc.Attachments, attach("foto.jpg", append(bytes.Clone(camera), byte(i))))
		}
		if i%20 == 0 {
			rest := make([]byte, 400<<10)
			for k := range rest {
				rest[k] = byte(r.Uint32())
			}
			doc.Attachments = append(doc.Attachments, attach("verslag.pdf", rest))
		}
		d.Documents = append(d.Documents, doc)
	}
	var c Contents
	var size int
	began := time.Now()
	most := peak(func() {
		var b bytes.Buffer
		var err error
		if c, err = WriteDossier(&b, d); err != nil {
			t.Fatal(err)
		}
		size = b.Len()
		keepPDF(t, "groot.pdf", b.Bytes())
	})
	took := time.Since(began)
	t.Logf("200 documents, %d pages, %d kB: %v, at most %d MB in use", c.Pages, size/1000, took.Round(time.Millisecond), most>>20)
	if most > 150<<20 {
		t.Errorf("%d MB in use", most>>20)
	}
}

// TestPicturesOfOneWidth: fpdf writes pictures of the same width in whichever
// order a map has.
func TestPicturesOfOneWidth(t *testing.T) {
	d := Dossier{Number: "K-2026-0001", Made: made}
	var files []Attachment
	for i := range 12 {
		img := photo(90, 40)
		img.Pix[4*i] ^= 0x80
		files = append(files, attach(fmt.Sprintf("logo%d.png", i), mustPNG(t, img)))
	}
	d.Documents = []Document{{Date: made, Kind: "mail", Attachments: files}}
	want, c := mustDossier(t, d)
	if len(c.Documents[0].Separate) > 0 {
		t.Errorf("%+v", c)
	}
	for range 5 {
		if got, _ := mustDossier(t, d); !bytes.Equal(got, want) {
			t.Fatal("not the same bytes")
		}
	}
}

// TestContents: the list comes first, in order of date, with the pages that the
// documents really begin on; a file that cannot be printed is named and inside.
func TestContents(t *testing.T) {
	pdf, c := mustDossier(t, sampleDossier(t))
	pages := readPDF(t, pdf)
	if len(pages) != c.Pages {
		t.Fatalf("%d pages can be read of %d", len(pages), c.Pages)
	}
	list := allWords(pages[:1])
	at := -1
	for i, want := range []string{"Mail van klager: Klacht over uw medewerker", "Telefoonnotitie van secretaris", "Brief van secretaris aan klager", "Mail van directeur aan commissie"} {
		if n := strings.Index(list, want); n <= at {
			t.Errorf("%q is not in its place in\n%s", want, list)
		} else {
			at = n
		}
		e := c.Documents[i]
		if got := allWords(pages[e.Page-1 : e.Page]); !strings.Contains(got, fmt.Sprintf("Stuk %d\n", i+1)) {
			t.Errorf("page %d: %s", e.Page, got)
		}
		if !strings.Contains(list, fmt.Sprintf("\n%d\n", e.Page)) {
			t.Errorf("the list has no page %d", e.Page)
		}
	}
	all := allWords(pages)
	for _, want := range []string{"pagina 1 van 8", "[boos gezicht, 2", "Pham Thi Hoa", "tekens Arabisch]", "€ 12,50", "Ağnieszka Błaszczyk-Öztürk", "Dinsdag niemand thuis. Café.",
		"Dit bestand is gelijk aan bijlage 1.3.", "Bijlage, apart bij te voegen. Het bestand zit ook in deze PDF, onder Bijlagen.", "Bijlage, apart bij te voegen. Het bestand ligt in het postvak."} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q", want)
		}
	}
	if got := c.Documents[3].Separate; len(got) != 2 || got[0] != "4.2 gespreksverslag.pdf" {
		t.Errorf("apart: %q", got)
	}
	if n := bytes.Count(pdf, []byte("/Type /EmbeddedFile ")); n != 1 || bytes.Contains(pdf, []byte("rekening")) {
		t.Errorf("%d files inside", n)
	}
}
