package paper

import (
	"bytes"
	"compress/zlib"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// line is one stretch of text with the place of its baseline, in millimetres
// from the left and the top.
type line struct {
	x, y float64
	text string
}

var (
	stream  = regexp.MustCompile(`(?s)<<[^<>]*/Length (\d+)[^<>]*(?:<<[^<>]*>>[^<>]*)?>>\s*stream\n`)
	shown   = regexp.MustCompile(`(?s)BT ([\d.-]+) ([\d.-]+) Td \((.*?[^\\]|)\) Tj ET`)
	escapes = strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r")
)

// readPDF gives the text of each page of a PDF of ours, in the order it was
// written.
func readPDF(t testing.TB, pdf []byte) [][]line {
	t.Helper()
	var pages [][]line
	for at := 0; ; {
		m := stream.FindSubmatchIndex(pdf[at:])
		if m == nil {
			break
		}
		n, _ := strconv.Atoi(string(pdf[at+m[2] : at+m[3]]))
		head := string(pdf[at+m[0] : at+m[1]])
		data := pdf[at+m[1]:][:n]
		at += m[1] + n
		if strings.Contains(head, "DCTDecode") || strings.Contains(head, "EmbeddedFile") || !strings.Contains(head, "FlateDecode") {
			continue
		}
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(content, []byte("0 J\n")) {
			continue // a typeface
		}
		var page []line
		for _, m := range shown.FindAllSubmatch(content, -1) {
			x, _ := strconv.ParseFloat(string(m[1]), 64)
			y, _ := strconv.ParseFloat(string(m[2]), 64)
			raw := []byte(escapes.Replace(string(m[3])))
			var wide []uint16
			for i := 0; i+1 < len(raw); i += 2 {
				wide = append(wide, uint16(raw[i])<<8|uint16(raw[i+1]))
			}
			page = append(page, line{x * point, pageHeight - y*point, string(utf16.Decode(wide))})
		}
		pages = append(pages, page)
	}
	return pages
}

// words joins the text of pages.
func allWords(pages [][]line) string {
	var b strings.Builder
	for _, p := range pages {
		for _, l := range p {
			b.WriteString(l.text + "\n")
		}
		b.WriteString("\f")
	}
	return b.String()
}

// TestOtherPrograms: what we write, poppler and qpdf can read.
func TestOtherPrograms(t *testing.T) {
	if os.Getenv("KLACHTENPOST_E2E") != "1" {
		t.Skip("KLACHTENPOST_E2E is not 1")
	}
	dir := t.TempDir()
	d, _ := mustDossier(t, sampleDossier(t))
	for name, pdf := range map[string][]byte{"brief.pdf": mustLetter(t, sampleLetter()), "dossier.pdf": d} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
		if err != nil {
			t.Errorf("pdftotext %s: %v (apt-get install poppler-utils)", name, err)
			continue
		}
		for _, want := range []string{"Perspectief Herstelbemiddeling", "K-2026-0001"} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: pdftotext finds no %q", name, want)
			}
		}
		if _, err := exec.LookPath("qpdf"); err != nil {
			continue
		}
		if out, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil {
			t.Errorf("qpdf %s: %v\n%s", name, err, out)
		}
	}
}
