package admin

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/robfig/cron/v3"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// When something needs attention (status exits 1).
const (
	silentAfter   = 45 * time.Minute // no contact with the mailbox, over what polling takes
	waitsTooLong  = 4 * time.Hour    // a mail that could have left
	overviewSlack = 26 * time.Hour   // an overview that has not left after it was due
	lookBack      = 7 * 24 * time.Hour
)

// report is what status tells. It names no person and quotes no mail.
type report struct {
	Running  bool     `json:"running"`
	PID      int      `json:"pid,omitempty"`
	Trial    bool     `json:"trial"`
	Stopped  string   `json:"stopped,omitempty"` // why nothing is sent
	Since    string   `json:"stopped_since,omitempty"`
	Told     bool     `json:"stopped_told,omitempty"` // the secretary has the notice
	Held     []string `json:"held,omitempty"`         // classes of mail that are held
	Audit    string   `json:"audit_head,omitempty"`
	Backup   string   `json:"last_backup,omitempty"`
	Schema   int      `json:"schema"`
	IMAP     partSays `json:"imap"`
	SMTP     partSays `json:"smtp"`
	Messages int      `json:"messages"`
	Cases    int      `json:"open_cases"`
	Items    int      `json:"open_items"`

	Undecided int    `json:"undecided"`
	Waiting   int    `json:"waiting"`
	Retrying  int    `json:"retrying"`
	Unknown   int    `json:"unknown"`
	Refused   int    `json:"refused_week"`
	Aside     int    `json:"set_aside_week"`
	Oldest    string `json:"oldest_waiting,omitempty"`
	Overview  string `json:"last_overview,omitempty"`
	Live      string `json:"check_live,omitempty"` // when check -live was last done

	Attention []string `json:"attention"` // what is not well, with what to do
}

type partSays struct {
	Works   bool   `json:"works"`
	Last    string `json:"last_contact,omitempty"`
	Since   string `json:"failing_since,omitempty"`
	Trouble string `json:"trouble,omitempty"`
}

// Status says whether the program runs and whether all is well: exit 0; 1 when
// something needs attention, 2 for the configuration, 3 when it does not run.
func Status(args []string, stdout, stderr io.Writer) int {
	var asJSON bool
	cfg, code := config.OpenWith("status", args, stderr, func(fl *flag.FlagSet) {
		fl.BoolVar(&asJSON, "json", false, "for monitoring: one JSON object")
	}, "oauth.refresh_token_file")
	if code != config.ExitOK {
		return code
	}
	r, err := look(cfg, time.Now())
	if err != nil {
		fmt.Fprintf(stderr, "klachtenpost status: %s\n", advice.Store(cfg.Store.Path, err))
		return config.ExitFailure
	}
	if asJSON {
		enc := json.NewEncoder(stdout)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			return config.ExitFailure
		}
	} else {
		r.print(stdout)
	}
	switch {
	case !r.Running:
		return config.ExitLocked
	case len(r.Attention) > 0:
		return config.ExitFailure
	}
	return config.ExitOK
}

// look gathers the report at now, without touching anything.
func look(cfg config.Config, now time.Time) (*report, error) {
	r := &report{Trial: cfg.Mode.Trial, Attention: []string{}}
	var err error
	if r.PID, r.Running, err = store.Holder(cfg.Store.Path); err != nil {
		return nil, err
	}
	if !r.Running {
		r.need("it does not run: start it (systemctl start klachtenpost), and see its log when it ends by itself (journalctl -u klachtenpost)")
	}
	if soon := cfg.SecretExpiry(terms.Of(now, cfg.Location)); soon != "" {
		r.need("%s", soon)
	}
	db, err := store.OpenReadOnly(cfg.Store.Path)
	if errors.Is(err, fs.ErrNotExist) {
		r.need("there is no database yet: it is made at the first start")
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if r.Schema, _, err = db.Schema(); err != nil {
		return nil, err
	}
	err = db.View(context.Background(), func(tx *store.Tx) error { return r.fill(cfg, tx, now) })
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (r *report) need(format string, args ...any) {
	r.Attention = append(r.Attention, fmt.Sprintf(format, args...))
}

func (r *report) fill(cfg config.Config, tx *store.Tx, now time.Time) error {
	counts, err := tx.Counts()
	if err != nil {
		return err
	}
	queue, err := tx.Queue(now, now.Add(-lookBack), string(workflow.TemplateOverview))
	if err != nil {
		return err
	}
	r.Messages, r.Cases, r.Items, r.Undecided = counts.Messages, counts.OpenCases, counts.OpenItems, counts.Undecided
	r.Waiting, r.Retrying, r.Unknown, r.Refused, r.Aside = counts.Waiting, counts.Retrying, counts.Unknown, queue.Refused, queue.Aside
	r.Oldest, r.Overview = moment(queue.Oldest, cfg.Location), moment(queue.LastOverview, cfg.Location)
	if err := r.operation(cfg, tx, now); err != nil {
		return err
	}
	if r.IMAP, err = r.contact(cfg, cfg.IMAP, tx, daemon.PartIMAP, now); err != nil {
		return err
	}
	if r.SMTP, err = r.contact(cfg, cfg.SMTP, tx, daemon.PartSMTP, now); err != nil {
		return err
	}
	live, err := daemon.MetaTime(tx, daemon.MetaLive+"op")
	r.Live = moment(live, cfg.Location)
	if err != nil {
		return err
	}
	r.queue(now, queue)
	return r.overview(cfg, tx, now, queue.LastOverview)
}

// contact is how one of the servers is doing.
func (r *report) contact(cfg config.Config, c config.Server, tx *store.Tx, part string, now time.Time) (partSays, error) {
	last, err := daemon.ContactOf(tx, part)
	if err != nil {
		return partSays{}, err
	}
	since, trouble, err := daemon.FaultOf(tx, part)
	if err != nil {
		return partSays{}, err
	}
	says := partSays{Works: since.IsZero() && !last.IsZero(), Last: moment(last, cfg.Location), Since: moment(since, cfg.Location), Trouble: string(trouble)}
	switch limit := silentAfter + cfg.Mailbox.Poll; {
	case !since.IsZero():
		r.need("%s does not work since %s: %s; run: klachtenpost check", part, says.Since, advice.Trouble[trouble])
	case part == daemon.PartIMAP && r.Running && !last.IsZero() && now.Sub(last) > limit:
		r.need("no contact with the mailbox since %s, though it runs: restart it, and report this", says.Last)
	}
	return says, nil
}

// queue looks at what waits. Mails that were refused or could not be read are no
// matter for monitoring: the secretary was asked about each.
func (r *report) queue(now time.Time, q store.Queue) {
	if !q.Oldest.IsZero() && now.Sub(q.Oldest) > waitsTooLong {
		r.need("a mail has waited since %s: run klachtenpost check to see whether mail can be sent", r.Oldest)
	}
}

// overview notes that the weekly overview, the sign of life for people, has not
// left after it was due.
func (r *report) overview(cfg config.Config, tx *store.Tx, now, last time.Time) error {
	started, err := daemon.MetaTime(tx, daemon.MetaStarted)
	if err != nil || started.IsZero() {
		return err
	}
	schedule, err := cron.ParseStandard("CRON_TZ=" + cfg.Location.String() + " " + cfg.Schedule.Overview)
	if err != nil {
		return fmt.Errorf("schedule.overview: %w", err)
	}
	if last.Before(started) {
		last = started
	}
	due := schedule.Next(last.In(cfg.Location))
	if due.IsZero() {
		return nil
	}
	p := cfg.Procedure()
	due = p.Calendar.NextWorkday(terms.Of(due, cfg.Location)).At(due.Hour(), due.Minute(), cfg.Location)
	// It waits for a day on which the secretary works: a week at most.
	if now.Sub(due) > overviewSlack+lookBack {
		r.need("the overview that was due on %s has not left", moment(due, cfg.Location))
	}
	return nil
}

func moment(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format("2006-01-02 15:04")
}

func (r *report) print(w io.Writer) {
	running := "no"
	if r.Running {
		running = fmt.Sprintf("yes, process %d", r.PID)
	}
	if r.Trial {
		running += ", on trial: every mail goes to the secretary"
	}
	fmt.Fprintf(w, "runs          %s\n", running)
	for _, part := range []struct {
		name string
		says partSays
	}{{"reading", r.IMAP}, {"sending", r.SMTP}} {
		text := "no contact yet"
		switch s := part.says; {
		case s.Since != "":
			text = "does not work since " + s.Since + ": " + advice.Trouble[mailbox.Trouble(s.Trouble)]
		case s.Last != "":
			text = "works, last contact " + s.Last
		}
		fmt.Fprintf(w, "%-13s %s\n", part.name, text)
	}
	fmt.Fprintf(w, "mail          %d taken in, %d not decided on, %d set aside this week\n", r.Messages, r.Undecided, r.Aside)
	fmt.Fprintf(w, "matters       %d open cases, %d open questions about a mail\n", r.Cases, r.Items)
	fmt.Fprintf(w, "to be sent    %d wait, %d are tried again, %d of unknown fate, %d refused this week\n", r.Waiting, r.Retrying, r.Unknown, r.Refused)
	for _, l := range []struct{ name, text string }{{"oldest", r.Oldest}, {"overview", r.Overview}, {"check -live", r.Live}} {
		if l.text != "" {
			fmt.Fprintf(w, "%-13s %s\n", l.name, l.text)
		}
	}
	if r.Stopped != "" {
		fmt.Fprintf(w, "stopped       since %s: %s\n", r.Since, r.Stopped)
	}
	for _, l := range []struct{ name, text string }{{"last copy", r.Backup}, {"audit head", r.Audit}} {
		if l.text != "" {
			fmt.Fprintf(w, "%-13s %s\n", l.name, l.text)
		}
	}
	if r.Schema > 0 {
		fmt.Fprintf(w, "database      schema %d\n", r.Schema)
	}
	if len(r.Attention) == 0 {
		fmt.Fprintln(w, "\nAll is well.")
		return
	}
	fmt.Fprintln(w, "\nNeeds attention:")
	for _, a := range r.Attention {
		fmt.Fprintf(w, "- %s\n", a)
	}
}
