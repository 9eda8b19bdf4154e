package proof

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var (
	long   = flag.Bool("long", false, "play every class with its full count")
	table  = flag.Bool("table", false, "write each class into PROOF.md as it ends")
	seedOf = flag.Uint64("seed", 1, "the first seed of what goes wrong by chance")
	trials = flag.Int("trials", 0, "play so many trials of each class instead")
	beside = flag.Int("beside", 1, "play so many classes at once")
)

// TestTable plays every class of faults, each with the oracle after it.
func TestTable(t *testing.T) {
	run := ""
	if *table {
		run = This(t.TempDir())
	}
	turns := make(chan struct{}, max(1, *beside))
	var playing sync.WaitGroup
	for _, c := range Classes() {
		if c.Short == 0 && !*long && *trials == 0 {
			continue // only with -long
		}
		n := c.Short
		switch {
		case *trials > 0:
			n = *trials
		case *long:
			n = c.Long
		}
		turns <- struct{}{}
		playing.Go(func() {
			defer func() { <-turns }()
			l := Play(t, c, n)
			if *table && l.Played && !l.Skipped {
				if err := enter(page, l, run); err != nil {
					t.Error(err)
				}
			}
		})
	}
	playing.Wait()
}

// page is in the folder of the package.
const page = "PROOF.md"

// enter writes a line into a page that other commands may write as well.
func enter(page string, l Line, run string) error {
	f, err := os.OpenFile(page, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock %s: %w", page, err)
	}
	before, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	text := Table(l, string(before), run)
	if _, err := f.WriteAt([]byte(text), 0); err != nil {
		return err
	}
	return f.Truncate(int64(len(text)))
}

// TestEnter: a line that was measured stays until its class is measured again, and the
// page says by which command.
func TestEnter(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	all := Classes()
	line := func(i, n int) Line { return Line{Class: all[i], Tally: &Tally{n: n}, Played: true} }
	want := func(what string, parts ...string) {
		t.Helper()
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range parts {
			absent := strings.HasPrefix(part, "!")
			if strings.Contains(string(text), strings.TrimPrefix(part, "!")) == absent {
				t.Errorf("%s: %q in\n%s", what, part, text)
			}
		}
		if n := strings.Count(string(text), "\n| "); n != len(all)+1 {
			t.Errorf("%s: %d lines of %d classes and a head", what, n, len(all))
		}
	}
	put := func(i, n int, run string) {
		t.Helper()
		if err := enter(page, line(i, n), run); err != nil {
			t.Fatal(err)
		}
	}
	today := time.Now().Format(time.DateOnly)
	row := func(i, n, run int) string {
		return fmt.Sprintf("| %s | %s | %d | 0 | 0 | 0 | 0 | 0 | %s | %d | ", all[i].Name, all[i].Rows, n, today, run)
	}
	put(0, 100, "`one`")
	put(1, 200, "`one`")
	want("one run", "1. `one`\n", row(0, 100, 1), row(1, 200, 1), "| "+all[2].Name+" | "+all[2].Rows+" | not run |")
	put(1, 300, "`two`")
	put(2, 400, "`two`")
	want("a second that was broken off", "1. `one`\n2. `two`\n", row(0, 100, 1), row(1, 300, 2), row(2, 400, 2))
	put(0, 500, "`three`")
	want("of the first nothing is left", "!`one`", "2. `two`\n3. `three`\n", row(0, 500, 3), row(1, 300, 2), row(2, 400, 2))
	bad := line(2, 7)
	bad.Failed, bad.Tally.kinds = true, map[Kind]int{Lost: 2}
	if err := enter(page, bad, "`three`"); err != nil {
		t.Fatal(err)
	}
	want("one that failed", row(0, 500, 3), row(1, 300, 2), " | 7 | 2 | 0 | 0 | 0 | 0 | "+today+" | 3 | failed |")
	var both sync.WaitGroup
	for _, run := range []string{"`four`", "`five`"} {
		both.Go(func() {
			for i := range all {
				if err := enter(page, line(i, 9), run); err != nil {
					t.Error(err)
				}
			}
		})
	}
	both.Wait()
	want("two at once", "!`two`", "!`three`", "!not run")
	committed, err := os.ReadFile("PROOF.md")
	if err != nil {
		t.Fatal(err)
	}
	text := Table(line(0, 1), string(committed), "`now`")
	for row := range strings.Lines(string(committed)) {
		name, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " |")
		if slices.ContainsFunc(all[1:], func(c Class) bool { return c.Name == name }) && !strings.Contains(text, row) {
			t.Errorf("a line of PROOF.md does not stay: %s", row)
		}
	}
}

// sideBySide plays n trials, as many at once as -parallel says. One that fails ends
// no other.
func sideBySide(t *testing.T, n int, f func(t *testing.T, i int)) {
	t.Run("trial", func(t *testing.T) {
		for i := range n {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				f(t, i)
			})
		}
	})
}
