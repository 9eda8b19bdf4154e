package reader

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// An attachment is passed over in long stretches: its size and what follows it must be
// what they are line by line, wherever a stretch ends.
func TestLongAttachments(t *testing.T) {
	const seed1, seed2 = 5, 7
	r := rand.New(rand.NewPCG(seed1, seed2))
	for i := range 300 {
		content := make([]byte, r.IntN(3*lineBuffer))
		for k := range content {
			content[k] = byte(r.Uint32())
		}
		eol := []string{"\r\n", "\n", "\r\r\n"}[r.IntN(3)]
		code, width := base64.StdEncoding.EncodeToString(content), []int{76, 60, 1000, 7}[r.IntN(4)]
		var lines []string
		for len(code) > width {
			lines, code = append(lines, code[:width]), code[width:]
		}
		if lines = append(lines, code); r.IntN(3) == 0 {
			at := r.IntN(len(lines))
			lines[at] = []string{"--y" + lines[at], "-" + lines[at], lines[at] + eol, "--" + eol + lines[at]}[r.IntN(4)]
		}
		tail := strings.Repeat(eol, r.IntN(3))
		mail := strings.Join([]string{
			"From: a@voorbeeld.nl", "Content-Type: multipart/mixed; boundary=x", "", "--x", "", "Het begin.",
			"--x", "Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64", "",
			strings.Join(lines, eol) + tail, "--x", "Content-Type: text/plain; name=b.txt", "Content-Disposition: attachment", "",
			"klein", "--x--", "",
		}, eol)
		size := len(content)
		if k := strings.Index(mail, "--y"); k >= 0 {
			size = countByByte(strings.Join(lines, eol))
		}
		m := Read(strings.NewReader(mail), Options{})
		got := ""
		for _, a := range m.Attachments {
			got += fmt.Sprintln(a.Name, a.Size)
		}
		if want := fmt.Sprintf("a.pdf %d\nb.txt 5\n", size); got != want || strings.TrimSpace(m.Text) != "Het begin." {
			t.Errorf("mail %d: got\n%swant\n%s%q", i, got, want, m.Text)
		}
	}
}

// countByByte decodes one byte after the other.
func countByByte(s string) int {
	d, n := &base64Reader{r: strings.NewReader(s)}, 0
	for p := make([]byte, 1); ; {
		k, err := d.Read(p)
		if n += k; err != nil {
			return n
		}
	}
}
