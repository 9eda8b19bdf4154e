package reader

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// The size of an attachment is counted without decoding it; whatever stands there,
// it must be what decoding gives.
func TestSizeIsWhatDecodingGives(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"QUJD", "Q", "UJ", "=", "==", "\r\n", "\n", " ", "é", "\x00", "-", strings.Repeat("QUJD", 19) + "\r\n", "=3D", "--x", "A=B"}
	for range 3000 {
		var b strings.Builder
		for range r.IntN(30) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		body := b.String()
		for _, enc := range []string{"base64", ""} {
			first := r.IntN(6) // bytes that were decoded before
			of := func() io.Reader {
				d := decoder(enc, &bodyReader{w: &walker{in: newLines(strings.NewReader(body)), problems: &problems{}}})
				io.CopyN(io.Discard, d, int64(first))
				return d
			}
			all, _ := io.ReadAll(of())
			if n := discard(of()); n != int64(len(all)) {
				t.Fatalf("%d bytes of %q after %d, %s: decoded it has %d", n, body, first, enc, len(all))
			}
			if enc == "base64" {
				whole, _ := io.ReadAll(decoder(enc, bytes.NewReader([]byte(body))))
				if n := discard(decoder(enc, bytes.NewReader([]byte(body)))); n != int64(len(whole)) {
					t.Fatalf("%d bytes of %q: decoded it has %d", n, body, len(whole))
				}
			}
		}
	}
}
