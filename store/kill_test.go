package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"klachtenpost/store/storetest"
	"klachtenpost/workflow"
)

// work takes mails in one by one as the daemon does, and tells each that was
// acknowledged: stored, decided on, its notice frozen and sent.
func work(path string) error {
	db, err := Open(path)
	if err != nil {
		return err
	}
	ctx := context.Background()
	begin, err := strconv.Atoi(os.Getenv("STORE_FIRST"))
	if err != nil {
		return err
	}
	count, _ := strconv.Atoi(os.Getenv("STORE_COUNT")) // none: until it is killed
	say, err := acknowledge()
	if err != nil {
		return err
	}
	for i := begin; count == 0 || i < begin+count; i++ {
		var id, mail int64
		number := workflow.NewNumber(2026, i)
		err := db.Update(ctx, func(tx *Tx) (err error) {
			id, _, err = tx.InsertRaw(inbox(uint32(i)), strings.NewReader(complaint(i)))
			return errors.Join(err, tx.SetPosition("INBOX", 7, uint32(i)))
		})
		if err != nil {
			return err
		}
		say("stored", i)
		err = db.Update(ctx, func(tx *Tx) error {
			c := aCase(number, id)
			return errors.Join(
				tx.Apply(workflow.Decision{
					Case:    &c,
					Events:  []workflow.Event{{At: t0, Kind: workflow.EventOpened, Message: id}},
					Notices: []workflow.Notice{{Key: "ontvangstbevestiging", Person: "klager"}},
				}, t0),
				tx.SetMessage(id, workflow.Message{MessageID: fmt.Sprint(i)}, string(number), "klacht"))
		})
		if err != nil {
			return err
		}
		say("decided", i)
		err = db.Update(ctx, func(tx *Tx) error {
			list, err := tx.Notices(string(number))
			if err != nil {
				return err
			}
			mail, err = freeze(tx, list[0].ID, fmt.Sprintf("bevestiging %d", i))
			return err
		})
		if err != nil {
			return err
		}
		say("frozen", i)
		err = db.Update(ctx, func(tx *Tx) error { return tx.MarkOutcome(mail, StateSent, 250, "", "", time.Time{}) })
		if err != nil {
			return err
		}
		say("sent", i)
	}
	return db.Close()
}

// complaint is long enough that the -wal file is folded into the database now
// and then.
func complaint(i int) string { return strings.Repeat(fmt.Sprintf("klacht %d\r\n", i), 2000) }

// acknowledge gives the way to tell of a step: a line on the standard output,
// and one in the log of the watched disk.
func acknowledge() (say func(step string, i int), err error) {
	var disk *os.File
	if name := os.Getenv("FAULT_LOG"); name != "" {
		if disk, err = os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0); err != nil {
			return nil, err
		}
	}
	return func(step string, i int) {
		fmt.Println(step, i)
		if disk != nil {
			disk.Write(storetest.Record(storetest.Said, 'a', 0, fmt.Sprintln(step, i)))
		}
	}, nil
}

func init() { children["work"] = work }

// What was acknowledged is there after a SIGKILL at any moment, whole, and the
// log still verifies.
func TestKilled(t *testing.T) {
	t.Parallel()
	kills := 50
	if *long {
		kills = 1000
	}
	path := filepath.Join(storetest.Memory(t), "klachtenpost.db")
	mustOpenAt(t, path).Close()
	first := 1
	for range kills {
		cmd := child(t, "work", path, "STORE_FIRST="+strconv.Itoa(first))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		said := make(map[string]int) // the last i of each step
		read := func() bool {
			var step string
			var i int
			line, err := lines.ReadString('\n')
			if _, scan := fmt.Sscan(line, &step, &i); err != nil || scan != nil {
				return false
			}
			said[step] = i
			return true
		}
		if !read() {
			t.Fatal("the child did not begin")
		}
		time.AfterFunc(rand.N(40*time.Millisecond), func() { cmd.Process.Kill() })
		for read() {
		}
		cmd.Wait()
		if first = checkKilled(t, path, first, said) + 1; t.Failed() {
			return
		}
	}
	t.Logf("%d kills, %d cases, 0 acknowledged commits lost", kills, first-1)
}

// checkKilled compares what the child acknowledged with what is stored, and gives
// the newest mail.
func checkKilled(t *testing.T, path string, first int, said map[string]int) (newest int) {
	t.Helper()
	db := mustOpenAt(t, path)
	defer db.Close()
	if bad, _, err := db.VerifyEvents(t.Context()); bad != 0 || err != nil {
		t.Errorf("log: bad line %d, %v", bad, err)
	}
	mustView(t, db, func(tx *Tx) error {
		p, err := tx.Positions()
		newest = int(p["INBOX"].LastUID)
		if newest < said["stored"] {
			t.Errorf("mail %d was acknowledged, the newest is %d", said["stored"], newest)
		}
		for i := first; i <= newest; i++ {
			if err := checkOne(tx, i, said); err != nil {
				t.Errorf("mail %d: %v (acknowledged %v)", i, err, said)
			}
		}
		return err
	})
	mustUpdate(t, db, func(tx *Tx) error { _, err := tx.RecoverBusy(t0); return err })
	return newest
}

// checkOne looks whether each step of mail i is there whole or not at all.
func checkOne(tx *Tx, i int, said map[string]int) error {
	id, ok, err := tx.Seen("INBOX", 7, uint32(i))
	if err != nil || !ok {
		return fmt.Errorf("not there: %w", err)
	}
	r, err := tx.RawReader(id)
	if err != nil {
		return err
	}
	if text, err := io.ReadAll(r); string(text) != complaint(i) {
		return fmt.Errorf("%d bytes, %w", len(text), err)
	}
	number := workflow.NewNumber(2026, i)
	f, err := tx.Filing(id)
	if err != nil {
		return err
	}
	_, ok, err = tx.CaseOf(id)
	if decided := f.State == "verwerkt"; decided != ok || err != nil || !decided && i <= said["decided"] {
		return fmt.Errorf("decided %v, case %v, %w", decided, ok, err)
	}
	if !ok {
		return nil
	}
	c, err := tx.Case(number)
	events, err2 := tx.Events(string(number))
	notices, err3 := tx.Notices(string(number))
	if err := errors.Join(err, err2, err3); err != nil || c.First != id || len(events) != 1 || len(notices) != 1 {
		return fmt.Errorf("half a case: %+v, %v, %v, %w", c, events, notices, err)
	}
	_, state, err := tx.Notice(notices[0].ID)
	if err != nil {
		return err
	}
	o, err := tx.MailOfNotice(notices[0].ID)
	switch {
	case errors.Is(err, ErrNotFound) && state == StateWaiting && i > said["frozen"]:
		return nil
	case err != nil || o.State != state || state == StateBusy && i <= said["sent"]:
		return fmt.Errorf("notice %s, mail %s, %w", state, o.State, err)
	}
	if r, err = tx.OutgoingReader(o.ID); err != nil {
		return err
	}
	if text, err := io.ReadAll(r); string(text) != fmt.Sprintf("bevestiging %d", i) {
		return fmt.Errorf("frozen bytes %q, %w", text, err)
	}
	if _, ok, err := tx.token(t0, `WHERE message_id = ?`, o.MessageID); !ok {
		return fmt.Errorf("a mail without its token, %w", err)
	}
	return nil
}
