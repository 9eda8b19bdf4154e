package admin

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// Days that a forecast looks ahead.
const (
	forecastDays = 30
	forecastMost = 3 * 366
)

// Forecast prints what will be sent if nobody does anything. It reads the database
// and plays on a copy of it, which it removes; it talks to no server.
func Forecast(args []string, stdout, stderr io.Writer) int {
	days := forecastDays
	cfg, code := config.OpenWith("forecast", args, stderr, func(fl *flag.FlagSet) {
		fl.IntVar(&days, "days", forecastDays, "how many `days` to look ahead")
	}, "oauth.refresh_token_file")
	if code != config.ExitOK {
		return code
	}
	if days < 1 || days > forecastMost {
		fmt.Fprintf(stderr, "klachtenpost forecast: -days: write a number from 1 to %d\n", forecastMost)
		return config.ExitUsage
	}
	if err := forecast(context.Background(), cfg, days, time.Now(), stdout); err != nil {
		fmt.Fprintf(stderr, "klachtenpost forecast: %s\n", advice.Store(cfg.Store.Path, err))
		return config.ExitFailure
	}
	return config.ExitOK
}

// forecast plays days days from now on and prints each mail.
func forecast(ctx context.Context, cfg config.Config, days int, now time.Time, w io.Writer) error {
	_, running, err := store.Holder(cfg.Store.Path)
	if err != nil {
		return err
	}
	texts, err := templates.Load(cfg.Templates.Dir)
	if err != nil {
		return fmt.Errorf("templates: %w", err)
	}
	db, err := copyOf(ctx, cfg.Store.Path)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(w, "There is no database yet: it is made at the first start.")
		return nil
	}
	if err != nil {
		return err
	}
	defer func() {
		db.Close()
		os.RemoveAll(filepath.Dir(db.Path()))
	}()
	if err := foretoken(ctx, w, cfg, db, running); err != nil {
		return err
	}
	p := page{w: w, loc: cfg.Location}
	until := terms.Of(now, cfg.Location).Add(days+1).At(0, 0, cfg.Location).Add(-time.Second)
	fmt.Fprintf(w, "What leaves from %s to %s if nobody does anything:\n", moment(now, cfg.Location), moment(until, cfg.Location)[:10])
	d := daemon.New(cfg, db, texts, []byte("forecast"), slog.New(slog.DiscardHandler))
	if err := d.Forecast(ctx, now, until, !running, p.line); err != nil {
		return err
	}
	p.total()
	return nil
}

// copyOf copies a database into a directory of its own beside it, where it is as
// safe as the database. The caller closes the copy and removes the directory.
func copyOf(ctx context.Context, path string) (*store.DB, error) {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil, cmp.Or(err, fs.ErrNotExist)
	}
	old, err := filepath.Glob(filepath.Join(filepath.Dir(path), "forecast-*"))
	if err != nil {
		return nil, err
	}
	for _, dir := range old { // left by one that was killed
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > time.Hour {
			os.RemoveAll(dir)
		}
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), "forecast-")
	if err != nil {
		return nil, fmt.Errorf("make room for a copy: %w", err)
	}
	part := filepath.Join(dir, "copy.db")
	if err := store.CopyReadOnly(ctx, path, part); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	played, err := store.Open(part)
	if err != nil {
		os.RemoveAll(dir)
	}
	return played, err
}

// foretoken says what the forecast cannot know.
func foretoken(ctx context.Context, w io.Writer, cfg config.Config, db *store.DB, running bool) error {
	return db.View(ctx, func(tx *store.Tx) error {
		stopped, err := tx.Meta(daemon.MetaStopped)
		if err != nil {
			return err
		}
		counts, err := tx.Counts()
		if err != nil {
			return err
		}
		if !running {
			fmt.Fprintln(w, "It does not run: this is what leaves if it is started now.")
		}
		if stopped != "" {
			fmt.Fprintf(w, "Nothing is sent now (stilgezet: %s): this is what leaves if it is resumed now.\n", stopped)
		}
		if cfg.Mode.Trial {
			fmt.Fprintln(w, "On trial: every mail goes to the secretary instead.")
		}
		if counts.Undecided > 0 {
			fmt.Fprintf(w, "%d mails are not decided on yet: what follows from them is not in here.\n", counts.Undecided)
		}
		return nil
	})
}

// page prints the forecast, day by day.
type page struct {
	w              io.Writer
	loc            *time.Location
	day            terms.Date
	days           int
	mails, letters int
	faults         int
}

func (p *page) line(l daemon.Leaving) {
	if day := terms.Of(l.At, p.loc); day != p.day {
		p.day = day
		p.days++
		fmt.Fprintf(p.w, "\n%s %s\n", day, day.Weekday())
	}
	tag := "-"
	if strings.HasPrefix(l.Notice.Matter, "K-") {
		tag = workflow.Number(l.Notice.Matter).Tag()
	} else if l.Notice.Matter != workflow.OfficeKey {
		tag = l.Notice.Matter
	}
	to := string(l.To.Role)
	if l.To.Name != "" {
		to += ", " + l.To.Name
	}
	what := string(l.Notice.Template)
	switch {
	case l.Fault != nil:
		p.faults++
		what += " CANNOT BE MADE: " + l.Fault.Error()
	case l.Notice.Letter:
		p.letters++
		what += ", into Drafts"
	default:
		p.mails++
		if l.About != "" {
			what += " (" + l.About + ")"
		}
		if l.Notice.Stage > 0 {
			what += fmt.Sprintf(" %d", l.Notice.Stage)
		}
	}
	fmt.Fprintf(p.w, "  %s  %-13s  %-42s  %s\n", l.At.In(p.loc).Format("15:04"), tag, to, what)
}

func (p *page) total() {
	if p.mails+p.letters+p.faults == 0 {
		fmt.Fprintln(p.w, "\nNothing.")
		return
	}
	fmt.Fprintf(p.w, "\nIn all: %s", counted(p.mails, "mail", "mails"))
	if p.letters > 0 {
		fmt.Fprintf(p.w, ", %s into Drafts", counted(p.letters, "letter", "letters"))
	}
	if p.faults > 0 {
		fmt.Fprintf(p.w, ", %d that cannot be made", p.faults)
	}
	fmt.Fprintf(p.w, ", on %s.\n", counted(p.days, "day", "days"))
}

func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
