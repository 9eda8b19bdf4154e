package proof

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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

// row is the line in the table, of a run with a number.
func (l Line) row(run int) string {
	y := l.Tally
	note := strings.Join(y.notes, "; ")
	if l.Failed {
		note = strings.TrimPrefix(note+"; failed", "; ")
	}
	return fmt.Sprintf("| %s | %s | %d | %d | %d | %d | %d | %.0f | %s | %d | %s |", l.Name, l.Rows, y.n,
		y.kinds[Lost], y.kinds[Doubled], y.kinds[WronglyTold], y.kinds[Other], l.Took.Seconds(), time.Now().Format(time.DateOnly), run, note)
}

// columns of a line of the table, and which of them is the number of the run.
const columns, runColumn = 11, 9

// Table puts what one class came to into the page before: the lines of all other
// classes stay as they were, each with its date and the run that measured it, since
// all of them together take long and may be played by several commands. run tells what
// is played now, in words that no other run has. A class that no longer exists leaves
// no line, a run of which no line is left leaves none either.
func Table(played Line, before, run string) string {
	rows, runs := map[string]string{}, map[int]string{}
	number := 0
	for line := range strings.Lines(before) {
		line = strings.TrimSpace(line)
		var n int
		if _, err := fmt.Sscanf(line, "%d. ", &n); err == nil {
			_, runs[n], _ = strings.Cut(line, ". ")
			number = max(number, n)
		} else if cells := strings.Split(line, " | "); len(cells) >= columns {
			rows[strings.TrimPrefix(cells[0], "| ")] = line
		}
	}
	number++
	for n, text := range runs {
		if text == run {
			number = n
		}
	}
	runs[number] = run
	rows[played.Name] = played.row(number)

	var table strings.Builder
	used := map[int]bool{}
	for _, c := range Classes() {
		row, ok := rows[c.Name]
		if !ok {
			row = fmt.Sprintf("| %s | %s | not run%s |", c.Name, c.Rows, strings.Repeat(" |", columns-3))
		} else if n, err := strconv.Atoi(strings.Split(row, " | ")[runColumn]); err == nil {
			used[n] = true
		}
		fmt.Fprintln(&table, row)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Never lost, never doubled, never wrongly told\n\n")
	fmt.Fprintf(&b, "Each line is what one command measured, which writes it when the class has ended and leaves the others as they were. These did:\n\n")
	for _, n := range slices.Sorted(maps.Keys(used)) {
		fmt.Fprintf(&b, "%d. %s\n", n, runs[n])
	}
	fmt.Fprintf(&b, "\nNo violation in n trials bounds its rate below 3/n with 95 %% confidence. Other is what contradicts itself in the records and reached nobody. Seconds are of the clock, with whatever was played beside it.\n\n")
	fmt.Fprintf(&b, "| fault | rows | n | lost | doubled | wrongly told | other | seconds | date | run | |\n|---|---|---:|---:|---:|---:|---:|---:|---|---:|---|\n")
	return b.String() + table.String()
}

// This tells of a run what it is, from its command line and where it runs.
func This(dir string) string {
	command := "go test ./cmd/proof"
	flag.Visit(func(f *flag.Flag) {
		switch name := strings.TrimPrefix(f.Name, "test."); name {
		case "testlogfile", "paniconexit0", "v", "count", "cpuprofile": // of go test, or of no effect on what is measured
		default:
			command += " -" + name
			if b, ok := f.Value.(interface{ IsBoolFlag() bool }); !ok || !b.IsBoolFlag() {
				command += " " + quoted(f.Value.String())
			}
		}
	})
	return fmt.Sprintf("`%s`, begun %s: %d cores, %s/%s, %s, %.0f durable writes a second (4 kB, fsync) in the directory for temporary files",
		command, time.Now().UTC().Format("2006-01-02 15:04:05 UTC"), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), syncRate(dir))
}

func quoted(value string) string {
	if strings.ContainsAny(value, " |()*^$\\") {
		return "'" + value + "'"
	}
	return value
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
