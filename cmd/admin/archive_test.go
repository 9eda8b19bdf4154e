package admin

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/config"
)

func TestMbox(t *testing.T) {
	const most = 2000
	for name, tc := range map[string]struct {
		in   string
		want []string // "-" for one that is too large
	}{
		"empty":            {"", nil},
		"one":              {"From a@b Tue Apr 14 10:00:00 2026\nSubject: x\n\ntext\n", []string{"Subject: x\n\ntext\n"}},
		"two":              {"From a@b\nSubject: x\n\ntext\n\nFrom c@d\nSubject: y\n\nmore\n\n", []string{"Subject: x\n\ntext\n", "Subject: y\n\nmore\n"}},
		"CRLF":             {"From a@b\r\nSubject: x\r\n\r\ntext\r\n\r\nFrom c@d\r\nSubject: y\r\n\r\nmore\r\n", []string{"Subject: x\r\n\r\ntext\r\n", "Subject: y\r\n\r\nmore\r\n"}},
		"quoted From":      {"From a@b\nSubject: x\n\n>From here\n>>From there\n", []string{"Subject: x\n\nFrom here\n>From there\n"}},
		"From in the text": {"From a@b\nSubject: x\n\ntext\nFrom here on\n", []string{"Subject: x\n\ntext\nFrom here on\n"}},
		"not quoted":       {"From a@b\nSubject: x\n\ntext\n\nFrom here on\n\nFrom - Tue Apr 14 10:00:00 2026\nSubject: y\n\nmore\n", []string{"Subject: x\n\ntext\n\nFrom here on\n", "Subject: y\n\nmore\n"}},
		"no end of line":   {"From a@b\nSubject: x\n\ntext", []string{"Subject: x\n\ntext"}},
		"too large":        {"From a@b\nSubject: x\n\n" + strings.Repeat("x\n", most) + "\nFrom c@d\nSubject: y\n\nmore\n", []string{"-", "Subject: y\n\nmore\n"}},
		"a very long line": {"From a@b\nSubject: x\n\n" + strings.Repeat("x", 200_000) + "\n\nFrom c@d\nSubject: y\n\nmore\n", []string{"-", "Subject: y\n\nmore\n"}},
		"long line, From":  {"From a@b " + strings.Repeat("y", 100_000) + "\nSubject: x\n\ntext\n", []string{"Subject: x\n\ntext\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			err := mbox(strings.NewReader(tc.in), most, func(mail []byte, _ time.Time) error {
				if mail == nil {
					got = append(got, "-")
				} else {
					got = append(got, string(mail))
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			norm := func(l []string) string { return strings.ReplaceAll(fmt.Sprintf("%q", l), `\n"`, `"`) }
			if norm(got) != norm(tc.want) {
				t.Errorf("mails %q, want %q", got, tc.want)
			}
		})
	}
	if err := mbox(strings.NewReader("Subject: x\n\ntext\n"), most, nil); err == nil {
		t.Error("a file that is no mbox was read")
	}
	if d := mboxDate("From a@b Tue Apr 14 10:00:00 2026\n"); !d.Equal(time.Date(2026, 4, 14, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("date %v", d)
	}
}

// A large archive is read one mail at a time.
func TestMbox_large(t *testing.T) {
	const n = 2000
	one := "From a@b\nSubject: x\n\n" + strings.Repeat("een regel tekst\n", 1000) + "\n"
	in := &repeated{one: one, left: n}
	seen, most := 0, 0
	err := mbox(in, 1<<20, func(mail []byte, _ time.Time) error {
		seen++
		most = max(most, cap(mail))
		return nil
	})
	if err != nil || seen != n || most > 1<<20 {
		t.Errorf("%d mails of %d, at most %d bytes held (%v)", seen, n, most, err)
	}
}

type repeated struct {
	one  string
	left int
	rest string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.one
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// TestImport_usage: exactly one archive, a date that is one, and a database.
func TestImport_usage(t *testing.T) {
	p := newPlace(t, "")
	imp := func(a []string, o, e *bytes.Buffer) int { return Import(a, o, e) }
	wantText(t, p.run(config.ExitUsage, imp), "name one archive")
	wantText(t, p.run(config.ExitUsage, imp, "-mbox", "x", "-maildir", "y"), "name one archive")
	wantText(t, p.run(config.ExitUsage, imp, "-since", "gisteren", "-mbox", "x"), "is no date")
	p.run(config.ExitFailure, imp, "-mbox", filepath.Join(p.dir, "weg"))
	empty := filepath.Join(p.dir, "leeg")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantText(t, p.run(config.ExitOK, imp, "-mbox", empty), "0 mails looked at")
	p.run(config.ExitFailure, imp, "-maildir", p.dir)
}

// TestImport_asTheServer: a mail from a file has the bytes it has on a server.
func TestImport_asTheServer(t *testing.T) {
	for in, want := range map[string]string{"a: b\n\nc\n": "a: b\r\n\r\nc\r\n", "a: b\r\n\r\nc\r\n": "a: b\r\n\r\nc\r\n"} {
		if got := wired([]byte(in)); string(got) != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// TestMaildir reads new and cur, also of folders, the oldest first.
func TestMaildir(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"cur/1", "new/2", ".Archief/cur/3", "tmp/4", "dovecot.index"} {
		path := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(path), 0o700)
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 10-i, 0, 0, 0, 0, time.UTC)
		os.Chtimes(path, at, at)
	}
	var got []string
	err := maildir(dir, 100, func(mail []byte, date time.Time) error {
		got = append(got, string(mail)+" "+date.UTC().Format("02"))
		return nil
	})
	if err != nil || strings.Join(got, ",") != ".Archief/cur/3 08,new/2 09,cur/1 10" {
		t.Errorf("%q, %v", got, err)
	}
}
