package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"

	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// Jobs that people have expressions for.
const (
	jobReminders = "herinneringen"
	jobOverview  = "overzicht"
)

// tickLoop looks at the calendar: once at the start, and whenever an expression
// says so. What was missed while the program was down is done once.
func (d *Daemon) tickLoop(ctx context.Context) error {
	if err := d.firstStart(ctx); err != nil {
		return err
	}
	if d.halted.Load() {
		// A database that was put back would take for late what lies in the mailbox.
		if !wait(ctx, time.Time{}, d.ready) {
			return nil
		}
	}
	if err := d.sweepAll(ctx, time.Now()); err != nil {
		return err
	}
	for {
		next, err := d.runJobs(ctx, time.Now())
		if err != nil {
			return err
		}
		if !wait(ctx, within(next), d.sweep) {
			return nil
		}
	}
}

// within lets nobody wait longer than an hour: timers do not count the time in
// which a machine slept, nor do they know that the clock was set.
func within(next time.Time) time.Time {
	if most := time.Now().Add(time.Hour); next.IsZero() || next.After(most) {
		return most
	}
	return next
}

// MetaStarted says since when the program has run on this database.
const MetaStarted = "eerste start"

// firstStart sets the jobs' clocks going: what their expressions named before
// was not missed.
func (d *Daemon) firstStart(ctx context.Context) error {
	now := time.Now()
	err := d.update(ctx, func(tx *store.Tx) error {
		started, err := tx.Meta(MetaStarted)
		if err != nil || started != "" {
			return err
		}
		for _, job := range []string{jobReminders, jobOverview, jobBackup} {
			if err := tx.SetJobRun(job, now); err != nil {
				return err
			}
		}
		return tx.SetMeta(MetaStarted, now.UTC().Format(time.RFC3339))
	})
	if err != nil {
		return fmt.Errorf("first start: %w", err)
	}
	return nil
}

// runJobs runs what is due at now and gives the moment at which something will be.
func (d *Daemon) runJobs(ctx context.Context, now time.Time) (next time.Time, err error) {
	type job struct {
		name, spec string
		people     bool // for people: moves to a working day
		run        func(context.Context, time.Time) error
	}
	jobs := []job{
		{jobReminders, d.cfg.Schedule.Reminders, true, d.sweepAll},
		{jobOverview, d.cfg.Schedule.Overview, true, d.weekly},
	}
	if b := d.cfg.Backup; b.Dir != "" {
		jobs = append(jobs, job{jobBackup, fmt.Sprintf("%d %d * * *", b.At.Minute, b.At.Hour), false, func(ctx context.Context, _ time.Time) error { return d.backup(ctx) }})
	}
	for _, j := range jobs {
		due, err := d.dueRun(ctx, j.name, j.spec, j.people)
		if err != nil {
			return time.Time{}, fmt.Errorf("job %s: %w", j.name, err)
		}
		if !due.After(now) {
			if err := j.run(ctx, now); err != nil {
				return time.Time{}, fmt.Errorf("job %s: %w", j.name, err)
			}
			if err := d.update(ctx, func(tx *store.Tx) error { return tx.SetJobRun(j.name, now) }); err != nil {
				return time.Time{}, err
			}
			if due, err = d.dueRun(ctx, j.name, j.spec, j.people); err != nil {
				return time.Time{}, fmt.Errorf("job %s: %w", j.name, err)
			}
		}
		if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next, nil
}

// dueRun is the first run after the last one. One for people that falls on a
// holiday moves to the next working day.
func (d *Daemon) dueRun(ctx context.Context, job, spec string, people bool) (time.Time, error) {
	var last time.Time
	err := d.db.View(ctx, func(tx *store.Tx) error {
		var err error
		last, _, err = tx.JobRun(job)
		return err
	})
	if err != nil {
		return time.Time{}, err
	}
	schedule, err := cron.ParseStandard("CRON_TZ=" + d.Procedure.Location.String() + " " + spec)
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule: %w", err)
	}
	due := schedule.Next(last.In(d.Procedure.Location))
	if due.IsZero() {
		return time.Time{}, errors.New("schedule never fires")
	}
	due = due.In(d.Procedure.Location)
	if !people {
		return due, nil
	}
	day := terms.Of(due, d.Procedure.Location)
	return d.Procedure.Calendar.NextWorkday(day).At(due.Hour(), due.Minute(), d.Procedure.Location), nil
}

// weekly asks for the overview of the week.
func (d *Daemon) weekly(ctx context.Context, now time.Time) error {
	var done []applied
	err := d.update(ctx, func(tx *store.Tx) error {
		o, err := tx.Office()
		if err != nil {
			return err
		}
		f := &filing{d: d, tx: tx, now: now}
		cases, items, err := f.standing()
		if err != nil {
			return err
		}
		err = f.apply(workflow.OfficeKey, d.Procedure.Weekly(o, cases, items, f.now))
		done = f.done
		return err
	})
	if err != nil {
		return err
	}
	d.tell(done)
	return nil
}
