package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Class is one kind of fault.
type Class struct {
	Name  string             // a line of the table
	Rows  string             // ids of the catalogue, such as "IN-01"
	Short int                // how many trials in the ordinary run; 0 for none
	Long  int                // and with -long; 0 leaves n to the class: it plays all there are
	Skip  func(t *testing.T) // nil, or skips where it cannot run
	// Run plays n trials and notes each in the tally. It may stop at the first that
	// goes wrong.
	Run func(t *testing.T, n int, y *Tally)
}

// classes are those that have registered themselves.
var classes []Class

// Register puts a class into the table; it is called while the package is
// initialised.
func Register(c Class) { classes = append(classes, c) }

// Classes are all of them in the order of their names.
func Classes() []Class {
	return slices.SortedFunc(slices.Values(classes), func(a, b Class) int { return strings.Compare(a.Name, b.Name) })
}

// Tally counts the trials of a class and what was wrong. It may be used by several
// goroutines.
type Tally struct {
	mu    sync.Mutex
	n     int
	kinds map[Kind]int
	notes []string
}

// Trial counts one trial.
func (y *Tally) Trial() { y.Trials(1) }

// Trials counts n trials.
func (y *Tally) Trials(n int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.n += n
}

// Wrong counts a violation and fails the test with what was done, such as a seed.
func (y *Tally) Wrong(t testing.TB, what string, v Violation) {
	t.Helper()
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.kinds == nil {
		y.kinds = make(map[Kind]int)
	}
	y.kinds[v.Kind]++
	t.Errorf("%s: %v", what, v)
}

// Check holds a world against its records and counts what is wrong. It reports
// whether nothing is.
func (y *Tally) Check(t testing.TB, what string, w *World) bool {
	t.Helper()
	list, err := Check(w)
	if err != nil {
		list = append(list, Violation{Other, "", err.Error()})
	}
	for _, v := range list {
		y.Wrong(t, what, v)
	}
	return len(list) == 0
}

// Note adds a measured figure to the line of the class.
func (y *Tally) Note(format string, args ...any) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.notes = append(y.notes, fmt.Sprintf(format, args...))
}

// Line is what came of a class.
type Line struct {
	Class
	Tally   *Tally
	Took    time.Duration
	Played  bool // false: it was left out of this run
	Skipped bool
	Failed  bool
}

// Play runs a class with n trials as a subtest.
func Play(t *testing.T, c Class, n int) Line {
	l := Line{Class: c, Tally: &Tally{}}
	y := l.Tally
	began := time.Now()
	l.Failed = !t.Run(c.Name, func(t *testing.T) {
		l.Played = true
		defer func() { l.Skipped = t.Skipped() }()
		if c.Skip != nil {
			c.Skip(t)
		}
		defer func() { // also when it ends early
			t.Logf("%d tried: %d lost, %d doubled, %d wrongly told, %d other; %v%s", y.n, y.kinds[Lost], y.kinds[Doubled],
				y.kinds[WronglyTold], y.kinds[Other], time.Since(began).Round(time.Millisecond), strings.Join(append([]string{""}, y.notes...), "; "))
			if y.n == 0 && !t.Skipped() {
				t.Error("nothing was tried")
			}
		}()
		c.Run(t, n, y)
	})
	l.Took = time.Since(began)
	return l
}

// row is the line in the table.
func (l Line) row() string {
	y := l.Tally
	note := strings.Join(y.notes, "; ")
	if l.Failed {
		note = strings.TrimPrefix(note+"; failed", "; ")
	}
	return fmt.Sprintf("| %s | %s | %d | %d | %d | %d | %d | %.0f | %s | %s |", l.Name, l.Rows, y.n,
		y.kinds[Lost], y.kinds[Doubled], y.kinds[WronglyTold], y.kinds[Other], l.Took.Seconds(), time.Now().Format(time.DateOnly), note)
}

// Table is the page that a run leaves behind. Of classes that were not played this
// time the line of the page before stays, with its date: all of them together take
// hours. A class that no longer exists leaves no line.
func Table(lines []Line, before, dir string) string {
	old := map[string]string{}
	for line := range strings.Lines(before) {
		if name, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " |"); ok {
			old[name] = strings.TrimSpace(line)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Never lost, never doubled, never wrongly told\n\n")
	fmt.Fprintf(&b, "Written by `go test ./cmd/proof -run TestTable -timeout 0 -table`, with `-long` for the full counts or `-trials n`; last on %s: %d cores, %s/%s, %s, %.0f durable writes a second (4 kB, fsync) in the directory for temporary files.\n",
		time.Now().Format(time.DateOnly), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), syncRate(dir))
	fmt.Fprintf(&b, "With `-run 'TestTable/part of a name'` it plays some classes; the lines of the others stay as they were, each with the date on which it was measured.\n")
	fmt.Fprintf(&b, "No violation in n trials bounds its rate below 3/n with 95 %% confidence. Other is what contradicts itself in the records and reached nobody.\n\n")
	fmt.Fprintf(&b, "| fault | rows | n | lost | doubled | wrongly told | other | seconds | date | |\n|---|---|---:|---:|---:|---:|---:|---:|---|---|\n")
	for _, l := range lines {
		switch row := old[l.Name]; {
		case l.Played && !l.Skipped:
			fmt.Fprintln(&b, l.row())
		case row != "":
			fmt.Fprintln(&b, row)
		default:
			fmt.Fprintf(&b, "| %s | %s | not run | | | | | | | |\n", l.Name, l.Rows)
		}
	}
	return b.String()
}

// syncRate measures how often in a second a page can be written durably.
func syncRate(dir string) float64 {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return 0
	}
	defer f.Close()
	page := make([]byte, 4096)
	began, n := time.Now(), 0
	for time.Since(began) < time.Second {
		if _, err := f.WriteAt(page, int64(n%256)*4096); err != nil {
			return 0
		}
		if err := f.Sync(); err != nil {
			return 0
		}
		n++
	}
	return float64(n) / time.Since(began).Seconds()
}
