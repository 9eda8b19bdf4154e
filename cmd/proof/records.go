package proof

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver of the witness's own connection

	"klachtenpost/store"
	"klachtenpost/workflow"
)

// place is where a mail lies.
type place struct {
	folder string
	uid    uint32
}

// outgoing is a frozen mail and its notice, as the records have them.
type outgoing struct {
	id                                          int64
	matter, to, state, mark, hash, date, folder string
	notice                                      int64
	key, template, news, noticeState, question  string
	thing                                       string // what it tells, whatever its key
	size, attempts                              int64
	letter, copied                              bool
}

// records is what the database says.
type records struct {
	messages  map[string]bool // hashes
	seen      map[place]bool
	baseline  map[place]bool
	undecided []int64
	twice     []string // mails that opened two matters

	mails    []outgoing
	byMark   map[string]*outgoing
	waiting  []string            // notices that are overdue
	failing  map[string]bool     // matter/key of notices that somebody was asked about
	people   map[string][]string // addresses by matter
	halted   bool
	statuses map[string][]workflow.Status // as the log tells them
	moved    map[string][]string          // and when: the first has no moment
	status   map[string]workflow.Status
	badEvent int64
}

// readRecords reads everything in one transaction.
func readRecords(path string, db *store.DB, now time.Time) (*records, error) {
	u := url.URL{Path: path}
	pool, err := sql.Open("sqlite3", "file:"+u.EscapedPath()+"?mode=ro&_busy_timeout=10000&_query_only=1")
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	tx, err := pool.BeginTx(context.Background(), nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	r := &records{
		messages: map[string]bool{}, seen: map[place]bool{}, baseline: map[place]bool{},
		byMark: map[string]*outgoing{}, failing: map[string]bool{}, people: map[string][]string{},
		statuses: map[string][]workflow.Status{}, moved: map[string][]string{}, status: map[string]workflow.Status{},
	}
	err = errors.Join(r.readMail(tx), r.readOutgoing(tx, now), r.readMatters(tx))
	if err == nil {
		r.badEvent, _, err = db.VerifyEvents(context.Background())
	}
	return r, err
}

// each calls f for every row of a query.
func each(tx *sql.Tx, query string, f func(scan func(...any) error) error) error {
	rows, err := tx.Query(query)
	if err != nil {
		return fmt.Errorf("%s: %w", strings.Fields(query)[0], err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *records) readMail(tx *sql.Tx) error {
	places := func(into map[place]bool) func(func(...any) error) error {
		return func(scan func(...any) error) error {
			var p place
			err := scan(&p.folder, &p.uid)
			into[p] = true
			return err
		}
	}
	return errors.Join(
		each(tx, `SELECT hash, id, state FROM message`, func(scan func(...any) error) error {
			var h, state string
			var id int64
			err := scan(&h, &id, &state)
			r.messages[h] = true
			if state == "nieuw" {
				r.undecided = append(r.undecided, id)
			}
			return err
		}),
		each(tx, `SELECT folder, uid FROM seen`, places(r.seen)),
		each(tx, `SELECT folder, uid FROM baseline`, places(r.baseline)),
		each(tx, `SELECT group_concat(id), count(*) FROM message
			WHERE message_id <> '' AND (id IN (SELECT first FROM complaint) OR id IN (SELECT message FROM intake))
			GROUP BY message_id, sender, text HAVING count(*) > 1`, func(scan func(...any) error) error {
			var ids string
			var n int
			err := scan(&ids, &n)
			r.twice = append(r.twice, fmt.Sprintf("messages %s are one mail and opened %d matters", ids, n))
			return err
		}),
	)
}

func (r *records) readOutgoing(tx *sql.Tx, now time.Time) error {
	err := each(tx, `
		SELECT o.id, o.matter, lower(o.recipient), o.state, coalesce(o.mark, ''), o.hash, o.date, o.folder, n.id, n.key, n.template, n.news,
			n.state, n.question, n.template || '|' || n.role || '|' || n.person || '|' || n.question || '|' || n.stage || '|'
				|| n.reason || '|' || n.news || '|' || coalesce(n.about, '') || '|' || n.messages,
			o.size, o.attempts, o.letter, o.copy
		FROM outbox o JOIN notice n ON n.id = o.notice ORDER BY o.id`, func(scan func(...any) error) error {
		var o outgoing
		err := scan(&o.id, &o.matter, &o.to, &o.state, &o.mark, &o.hash, &o.date, &o.folder, &o.notice, &o.key, &o.template, &o.news,
			&o.noticeState, &o.question, &o.thing, &o.size, &o.attempts, &o.letter, &o.copied)
		r.mails = append(r.mails, o)
		return err
	})
	for i := range r.mails {
		if o := &r.mails[i]; o.mark != "" {
			r.byMark[o.mark] = o
		}
	}
	return errors.Join(err,
		each(tx, `SELECT matter, failing FROM question WHERE failing <> ''`, func(scan func(...any) error) error {
			var matter, key string
			err := scan(&matter, &key)
			r.failing[matter+"/"+key] = true
			return err
		}),
		each(tx, `SELECT matter, key, template FROM notice
			WHERE state = 'wacht' AND coalesce(not_before, '') < '`+now.UTC().Format("2006-01-02T15:04:05.000Z")+`'`,
			func(scan func(...any) error) error {
				var matter, key, template string
				err := scan(&matter, &key, &template)
				r.waiting = append(r.waiting, matter+"/"+key+" ("+template+")")
				return err
			}),
		each(tx, `SELECT 1 FROM meta WHERE key = 'stilgezet' AND value <> ''`, func(func(...any) error) error {
			r.halted = true
			return nil
		}))
}

func (r *records) readMatters(tx *sql.Tx) error {
	return errors.Join(
		each(tx, `SELECT matter, address FROM person WHERE address <> ''`, func(scan func(...any) error) error {
			var matter, addr string
			err := scan(&matter, &addr)
			r.people[matter] = append(r.people[matter], strings.ToLower(addr))
			return err
		}),
		each(tx, `SELECT number, status FROM complaint`, func(scan func(...any) error) error {
			var number string
			var s workflow.Status
			err := scan(&number, &s)
			r.status[number] = s
			r.statuses[number] = append([]workflow.Status{workflow.StatusReceived}, r.statuses[number]...)
			r.moved[number] = append([]string{""}, r.moved[number]...)
			return err
		}),
		each(tx, `SELECT matter, at, text FROM event WHERE kind = 'status' AND salt IS NOT NULL ORDER BY id`, func(scan func(...any) error) error {
			var matter, at, text string
			err := scan(&matter, &at, &text)
			s := workflow.Status(strings.TrimSuffix(strings.TrimPrefix(text, "Status: "), "."))
			if list := r.statuses[matter]; len(list) == 0 || list[len(list)-1] != s {
				r.statuses[matter], r.moved[matter] = append(list, s), append(r.moved[matter], at)
			}
			return err
		}),
	)
}

// allowed reports whether a case may go from one status to another.
func allowed(from, to workflow.Status) bool {
	return slices.ContainsFunc(workflow.Transitions, func(t workflow.Transition) bool { return t.From == from && t.To == to })
}
