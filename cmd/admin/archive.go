package admin

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// mbox reads the mails of an mbox file (RFC 4155), one in memory at a time. A line
// "From " with a sender or a date, at the start or behind an empty line, begins a
// mail; ">From " in a mail is the archive's way to write "From ". take gets nil for a mail above most.
func mbox(r io.Reader, most int64, take func(mail []byte, date time.Time) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var mail bytes.Buffer
	var date time.Time
	began, long, blank := false, false, true
	end := func() error {
		defer func() { mail.Reset(); long = false }()
		switch {
		case !began:
			return nil
		case long:
			return take(nil, date)
		}
		raw := mail.Bytes()
		for _, blank := range []string{"\r\n", "\n"} { // the line that ends a mail is the archive's
			if bytes.HasSuffix(raw, []byte("\n"+blank)) {
				raw = raw[:len(raw)-len(blank)]
				break
			}
		}
		return take(raw, date)
	}
	for {
		line, err := in.ReadSlice('\n')
		whole := err == nil // a longer line comes in pieces
		if blank && bytes.HasPrefix(line, []byte("From ")) && (!began || mboxBegins(string(line))) {
			if err := end(); err != nil {
				return err
			}
			began, date = true, mboxDate(string(line))
			for err == bufio.ErrBufferFull {
				_, err = in.ReadSlice('\n')
			}
		} else if len(line) > 0 {
			if !began && len(bytes.TrimSpace(line)) > 0 {
				return errors.New("it does not begin with a line \"From \": no mbox file")
			}
			if blank || mail.Len() > 0 && mail.Bytes()[mail.Len()-1] == '\n' {
				if quoted := bytes.TrimLeft(line, ">"); len(quoted) < len(line) && bytes.HasPrefix(quoted, []byte("From ")) {
					line = line[1:]
				}
			}
			if int64(mail.Len()+len(line)) > most {
				long = true
			} else {
				mail.Write(line)
			}
			blank = whole && len(bytes.TrimRight(line, "\r\n")) == 0
		}
		switch {
		case err == io.EOF:
			return end()
		case err != nil && err != bufio.ErrBufferFull:
			return err
		}
	}
}

// wired gives a mail the line ends it has on a server, so that the same mail from the
// mailbox is known by its bytes.
func wired(mail []byte) []byte {
	if bytes.Contains(mail, []byte("\r\n")) {
		return mail
	}
	return bytes.ReplaceAll(mail, []byte("\n"), []byte("\r\n"))
}

// mboxBegins reports whether a line "From " names a sender or a date: there are
// archives that leave a line "From here on" of a text as it is.
func mboxBegins(line string) bool {
	sender, _, _ := strings.Cut(strings.TrimPrefix(line, "From "), " ")
	return strings.Contains(sender, "@") || !mboxDate(line).IsZero()
}

// mboxDate reads the date behind the sender in a "From " line, zero when there is
// none.
func mboxDate(line string) time.Time {
	_, rest, _ := strings.Cut(strings.TrimPrefix(line, "From "), " ")
	rest = strings.Join(strings.Fields(rest), " ")
	for _, layout := range []string{"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 -0700 2006", "Mon Jan 2 15:04:05 MST 2006", "Mon Jan 2 15:04:05 2006 -0700"} {
		if t, err := time.Parse(layout, rest); err == nil {
			return t
		}
	}
	return time.Time{}
}

// maildir reads the mails below a Maildir and its folders, the oldest file first. A
// mail's date is that of its file.
func maildir(dir string, most int64, take func(mail []byte, date time.Time) error) error {
	type file struct {
		path string
		date time.Time
		size int64
	}
	var files []file
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		if in := filepath.Base(filepath.Dir(path)); in != "cur" && in != "new" {
			return nil
		}
		info, err := e.Info()
		if err == nil {
			files = append(files, file{path, info.ModTime(), info.Size()})
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no mail in cur or new below it: no Maildir")
	}
	slices.SortFunc(files, func(a, b file) int {
		if c := a.date.Compare(b.date); c != 0 {
			return c
		}
		return strings.Compare(a.path, b.path)
	})
	for _, f := range files {
		if f.size > most {
			if err := take(nil, f.date); err != nil {
				return err
			}
			continue
		}
		raw, err := os.ReadFile(f.path)
		if err == nil {
			err = take(raw, f.date)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
