package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"klachtenpost/workflow"
)

// furnish makes one of everything, so that what must not happen twice can be
// tried a second time.
func furnish(t *testing.T) *DB {
	t.Helper()
	db := mustOpen(t)
	mail := mustMail(t, db, 1, "klacht")
	mustMail(t, db, 2, "vraag")
	day := aCase("", 0).Received
	mustCase(t, db, "K-2026-0001", mail, workflow.Decision{
		Events: []workflow.Event{{At: t0, Kind: workflow.EventOpened, Text: "Er is een zaak geopend."}},
		Notices: []workflow.Notice{
			{Key: "ontvangstbevestiging", Template: workflow.TemplateAcknowledgement, Person: "klager"},
			{Key: "actie-1", Template: workflow.TemplateActie},
			{Key: "brief-1", Template: workflow.TemplateTrialLetter, Letter: true},
		},
	})
	c := aCase("K-2026-0001", mail)
	c.Version = 1
	c.Questions = []workflow.Question{{Key: "actie-1", Kind: workflow.QuestionActie}}
	c.Deadlines = []workflow.Deadline{
		{Kind: workflow.DeadlineLook, From: day, Date: day.Add(7)},
		{Kind: workflow.DeadlineTriage, Date: day.Add(7)},
	}
	mustApply(t, db, workflow.Decision{Case: &c})
	it := workflow.Item{Matter: workflow.Matter{Key: "I-1"}, Message: 2, State: workflow.ItemOpen}
	mustApply(t, db, workflow.Decision{Item: &it})
	mustUpdate(t, db, func(tx *Tx) error {
		if err := tx.Baseline("INBOX", 7, 900, t0, 10, "hash"); err != nil {
			return err
		}
		if err := tx.SetPosition("INBOX", 7, 2); err != nil {
			return err
		}
		if _, err := tx.NextNumber(2026); err != nil {
			return err
		}
		if err := tx.SetMeta("a", "b"); err != nil {
			return err
		}
		if err := tx.SetJobRun("weekoverzicht", t0); err != nil {
			return err
		}
		for _, id := range []int64{1, 3} {
			if _, err := freeze(tx, id, "twee regels\r\n"); err != nil {
				return err
			}
		}
		if err := tx.AddAlias("mail1@perspectief.example", "ander@server.example"); err != nil {
			return err
		}
		return tx.SetMessage(mail, workflow.Message{MessageID: "a@voorbeeld.nl"}, "K-2026-0001", "klacht")
	})
	return db
}

// The database itself holds what must never be: every CHECK, UNIQUE, reference
// and trigger of the schema is run into here.
func TestSchemaHolds(t *testing.T) {
	db := furnish(t)
	const (
		check  = sqlite3.ErrNoExtended(275)  // SQLITE_CONSTRAINT_CHECK
		twice  = sqlite3.ErrNoExtended(2067) // SQLITE_CONSTRAINT_UNIQUE, or SQLITE_CONSTRAINT_PRIMARYKEY
		parent = sqlite3.ErrNoExtended(787)  // SQLITE_CONSTRAINT_FOREIGNKEY
		null   = sqlite3.ErrNoExtended(1299) // SQLITE_CONSTRAINT_NOTNULL
		raised = sqlite3.ErrNoExtended(1811) // SQLITE_CONSTRAINT_TRIGGER
		typed  = sqlite3.ErrNoExtended(3091) // SQLITE_CONSTRAINT_DATATYPE
	)
	copyRow := func(table, change string) string {
		// A second row like the first, except for what change says.
		return "INSERT INTO " + table + " SELECT * FROM (SELECT " + change + " FROM " + table + " LIMIT 1)"
	}
	for _, tt := range []struct {
		want sqlite3.ErrNoExtended
		sql  string
	}{
		// matter, sequence
		{check, `INSERT INTO matter VALUES ('X', 'iets', 1, NULL)`},
		{check, `INSERT INTO matter VALUES ('X', 'klacht', -1, NULL)`},
		{check, `INSERT INTO matter VALUES ('X', 'kantoor', 1, NULL)`},
		{check, `UPDATE matter SET kind = 'klacht' WHERE key = 'kantoor'`},
		{twice, `INSERT INTO matter VALUES ('K-2026-0001', 'klacht', 1, NULL)`},
		{check, `UPDATE sequence SET last = 0`},
		{twice, `INSERT INTO sequence VALUES ('K-2026', 1)`},
		// folder, baseline, seen
		{check, `UPDATE folder SET last_uid = -1`},
		{twice, `INSERT INTO folder VALUES ('INBOX', 8, 1)`},
		{check, `UPDATE baseline SET uid = 0`},
		{twice, copyRow("baseline", "*")},
		{check, `UPDATE seen SET uid = 0`},
		{twice, `INSERT INTO seen VALUES ('INBOX', 7, 1, 2)`},
		{parent, `INSERT INTO seen VALUES ('INBOX', 7, 77, 99)`},
		// message, raw, message_ref
		{twice, `UPDATE message SET hash = (SELECT hash FROM message WHERE id = 1) WHERE id = 2`},
		{check, `UPDATE message SET hash = 'kort'`},
		{check, `UPDATE message SET size = -1`},
		{check, `UPDATE message SET source = 'prullenbak'`},
		{check, `UPDATE message SET state = 'weg'`},
		{check, `UPDATE message SET kind = 'robot'`},
		{check, `UPDATE message SET view = '{'`},
		{null, `UPDATE message SET received = NULL`},
		{parent, `UPDATE message SET matter = 'K-2026-0099'`},
		{typed, `UPDATE message SET size = 'veel'`},
		{twice, `INSERT INTO raw SELECT message, n, data FROM raw`},
		{check, `UPDATE raw SET n = -1`},
		{parent, `INSERT INTO raw VALUES (99, 0, x'00')`},
		{twice, `INSERT INTO message_ref SELECT * FROM message_ref`},
		{parent, `INSERT INTO message_ref VALUES (99, 'x')`},
		// complaint, intake
		{twice, copyRow("complaint", "*")},
		{check, `UPDATE complaint SET status = 'zoek'`},
		{check, `UPDATE complaint SET status = 'afgerond', outcome = 'weg'`},
		{check, `UPDATE complaint SET status = 'afgerond'`},
		{check, `UPDATE complaint SET outcome = 'opgelost'`},
		{check, `UPDATE complaint SET handler = 'klager'`},
		{check, `UPDATE complaint SET story = '{}'`},
		{check, `UPDATE complaint SET missing = '1'`},
		{check, `UPDATE complaint SET doubts = '"a"'`},
		{check, `UPDATE complaint SET asked = -1`},
		{check, `UPDATE complaint SET needs_human = 2`},
		{parent, `UPDATE complaint SET first = 99`},
		{parent, `UPDATE complaint SET number = 'K-2026-0002'`},
		{twice, `INSERT INTO matter VALUES ('K-2026-0002', 'klacht', 1, NULL);
			INSERT INTO complaint SELECT 'K-2026-0002', status, outcome, handler, received, received_at, first, story,
				missing, doubts, employee, asked, needs_human, told, closed_on, course FROM complaint`},
		{twice, copyRow("intake", "*")},
		{check, `UPDATE intake SET state = 'zoek'`},
		{parent, `UPDATE intake SET message = 99`},
		{twice, `INSERT INTO matter VALUES ('I-2', 'intake', 1, NULL);
			INSERT INTO intake SELECT 'I-2', message, received, state, possibly, became, reason FROM intake`},
		// person, question, deadline
		{twice, copyRow("person", "*")},
		{parent, `UPDATE person SET matter = 'K-2026-0099'`},
		{twice, copyRow("question", "*")},
		{check, `UPDATE question SET options = '{}'`},
		{parent, `UPDATE question SET matter = 'K-2026-0099'`},
		{parent, `UPDATE question SET message = 99`},
		{twice, copyRow("deadline", "*")},
		{twice, `UPDATE deadline SET kind = 'bekijken', from_day = '2026-04-28'`},
		{twice, `UPDATE deadline SET kind = 'bekijken', from_day = NULL`},
		{parent, `UPDATE deadline SET matter = 'K-2026-0099'`},
		// event
		{raised, `DELETE FROM event`},
		{raised, `UPDATE event SET text = 'Iets anders.'`},
		{raised, `UPDATE event SET act = 'klacht'`},
		{raised, `UPDATE event SET text = '', salt = NULL, at = '2020-01-01T00:00:00.000Z'`},
		{check, `INSERT INTO event SELECT 99, matter, 'gisteren', kind, text, message, actor, act, proof, salt, content, (SELECT hash FROM event ORDER BY id DESC LIMIT 1), 'y' FROM event LIMIT 1`},
		{raised, `INSERT INTO event SELECT 99, matter, at, kind, text, message, actor, act, proof, salt, content, prev, 'y' FROM event LIMIT 1`},
		{raised, `INSERT INTO event SELECT 99, matter, at, kind, text, message, actor, act, proof, salt, content, '', 'y' FROM event LIMIT 1`},
		{parent, `INSERT INTO event SELECT 99, 'K-2026-0099', at, kind, text, message, actor, act, proof, salt, content, (SELECT hash FROM event ORDER BY id DESC LIMIT 1), 'y' FROM event LIMIT 1`},
		{parent, `INSERT INTO event SELECT 99, matter, at, kind, text, 99, actor, act, proof, salt, content, (SELECT hash FROM event ORDER BY id DESC LIMIT 1), 'y' FROM event LIMIT 1`},
		// notice, outbox, token, alias
		{twice, `UPDATE notice SET key = 'x'`},
		{check, `UPDATE notice SET state = 'weg'`},
		{check, `UPDATE notice SET state = 'concept' WHERE letter = 0`},
		{check, `UPDATE notice SET messages = '{}'`},
		{check, `UPDATE notice SET letter = 2`},
		{parent, `UPDATE notice SET matter = 'K-2026-0099' WHERE id = 2`},
		{parent, `UPDATE notice SET about = 99`},
		{twice, `UPDATE outbox SET notice = 1`},
		{twice, `UPDATE outbox SET message_id = 'mail1@perspectief.example' WHERE id = 2`},
		{twice, `UPDATE outbox SET mark = 'x'`},
		{check, `UPDATE outbox SET state = 'wacht'`},
		{check, `UPDATE outbox SET state = 'verstuurd' WHERE letter = 0`},
		{check, `UPDATE outbox SET attempts = 0`},
		{check, `UPDATE outbox SET size = -1`},
		{check, `UPDATE outbox SET letter = 2`},
		{check, `UPDATE outbox SET copy = 2`},
		{parent, `UPDATE outbox SET notice = 99 WHERE id = 1`},
		{parent, `UPDATE outbox SET matter = 'K-2026-0099'`},
		{twice, `INSERT INTO outbox_raw SELECT outbox, n, data FROM outbox_raw`},
		{check, `UPDATE outbox_raw SET n = -1`},
		{parent, `INSERT INTO outbox_raw VALUES (99, 0, x'00')`},
		{twice, copyRow("token", "*")},
		{twice, `UPDATE token SET code = 'ABCDEFGHJK'`},
		{twice, `UPDATE token SET secret = 'ABCDEFGHJK'`},
		{parent, `UPDATE token SET message_id = 'x' WHERE notice = 1`},
		{parent, `UPDATE token SET matter = 'K-2026-0099'`},
		{parent, `UPDATE token SET notice = 99`},
		{twice, copyRow("alias", "*")},
		{parent, `UPDATE alias SET message_id = 'x'`},
		{twice, `INSERT INTO job VALUES ('weekoverzicht', '')`},
		{null, `UPDATE job SET last_run = NULL`},
		{twice, `INSERT INTO meta VALUES ('a', '')`},
	} {
		err := db.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.exec(tt.sql)
			if err == nil {
				return errors.New("accepted")
			}
			return err
		})
		var se sqlite3.Error
		if errors.As(err, &se) && unique(err) {
			se.ExtendedCode = twice
		}
		if se.ExtendedCode != tt.want {
			t.Errorf("%s\n\t%v (%d), want %d", strings.Join(strings.Fields(tt.sql), " "), err, se.ExtendedCode, tt.want)
		}
	}
	if err := db.Broken(); err != nil {
		t.Errorf("what the schema refuses is no storage error: %v", err)
	}
}

// Every status, outcome and state of the procedure must be storable.
func TestSchemaKnowsEveryState(t *testing.T) {
	db := furnish(t)
	try := func(query string, args ...any) {
		t.Helper()
		undo := errors.New("undo")
		err := db.Update(t.Context(), func(tx *Tx) error {
			if err := tx.change(query, args...); err != nil {
				return err
			}
			return undo
		})
		if err != undo {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, s := range workflow.Statuses {
		outcome := workflow.OutcomeNone
		if !s.Open() {
			outcome = workflow.OutcomeSettled
		}
		try(`UPDATE complaint SET status = ?, outcome = ?`, s, outcome)
	}
	for _, o := range workflow.Outcomes {
		try(`UPDATE complaint SET status = 'afgerond', outcome = ?`, o)
	}
	for _, s := range []workflow.ItemState{
		workflow.ItemOpen, workflow.ItemComplaint, workflow.ItemJoined, workflow.ItemNoComplaint,
		workflow.ItemSpam, workflow.ItemJunk,
	} {
		try(`UPDATE intake SET state = ?`, s)
	}
	for _, s := range []workflow.Source{
		workflow.SourceInbox, workflow.SourceSent, workflow.SourceJunk, workflow.SourceOther,
	} {
		try(`UPDATE message SET source = ? WHERE id = 1`, s)
	}
	for _, k := range []workflow.Kind{workflow.KindHuman, workflow.KindAutomatic, workflow.KindBounce} {
		try(`UPDATE message SET kind = ? WHERE id = 1`, k)
	}
	for _, r := range []workflow.Role{workflow.RoleDirector, workflow.RoleBoard, workflow.RoleNone} {
		try(`UPDATE complaint SET handler = ?`, r)
	}
}
