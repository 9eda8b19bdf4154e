package store

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

var long = flag.Bool("long", false, "run the counts of the test catalogue")

// t0 is a moment with a fraction that the store keeps.
var t0 = time.Date(2026, 4, 28, 8, 30, 15, 123e6, time.UTC)

func mustOpen(t *testing.T) *DB {
	t.Helper()
	return mustOpenAt(t, filepath.Join(t.TempDir(), "state", "klachtenpost.db"))
}

func mustOpenAt(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func mustUpdate(t *testing.T, db *DB, f func(*Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func mustView(t *testing.T, db *DB, f func(*Tx) error) {
	t.Helper()
	if err := db.View(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// mustMail stores a mail in INBOX under a UID.
func mustMail(t *testing.T, db *DB, uid uint32, body string) (id int64) {
	t.Helper()
	mustUpdate(t, db, func(tx *Tx) (err error) {
		id, _, err = tx.InsertRaw(inbox(uid), strings.NewReader(body))
		return err
	})
	return id
}

func inbox(uid uint32) Incoming {
	return Incoming{Folder: "INBOX", UIDValidity: 7, UID: uid, Source: workflow.SourceInbox, InternalDate: t0}
}

// aCase is a small open case.
func aCase(number workflow.Number, first int64) workflow.Case {
	return workflow.Case{
		Matter: workflow.Matter{
			Key: string(number),
			People: []workflow.Person{{
				Key: "klager", Role: workflow.RoleComplainant, Name: "Sanne de Wit", Language: "nl",
				Address: workflow.ParseAddress("Sanne", "Sanne@voorbeeld.nl"),
			}},
		},
		Number: number, Status: workflow.StatusReceived, Received: terms.Date{Year: 2026, Month: 4, Day: 28},
		ReceivedAt: t0, First: first,
	}
}

// mustApply writes a decision.
func mustApply(t *testing.T, db *DB, d workflow.Decision) {
	t.Helper()
	mustUpdate(t, db, func(tx *Tx) error { return tx.Apply(d, t0) })
}

// mustCase opens a case from a mail and gives it as stored.
func mustCase(t *testing.T, db *DB, number workflow.Number, first int64, d workflow.Decision) workflow.Case {
	t.Helper()
	c := aCase(number, first)
	d.Case = &c
	mustApply(t, db, d)
	mustView(t, db, func(tx *Tx) (err error) {
		c, err = tx.Case(number)
		return err
	})
	return c
}

// fill gives every field below v a value of its own, so that one that is not
// stored shows. special chooses values where not every value is allowed.
func fill(v reflect.Value, special map[string]any, seed *int) {
	*seed++
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = t0.Add(time.Duration(*seed) * time.Hour)
		return
	case *terms.Date:
		*x = terms.Date{Year: 2026, Month: 1, Day: 1}.Add(*seed)
		return
	case *terms.Length:
		*x = terms.Length{N: *seed, Unit: terms.Weeks}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			name := v.Type().Name() + "." + v.Type().Field(i).Name
			if value, ok := special[name]; ok {
				v.Field(i).Set(reflect.ValueOf(value))
				continue
			}
			fill(v.Field(i), special, seed)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), special, seed)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, special, seed)
		fill(value, special, seed)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), special, seed)
	case reflect.String:
		v.SetString(fmt.Sprintf("waarde %d é", *seed))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*seed))
	case reflect.Float64:
		v.SetFloat(1 / float64(*seed))
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic("no way to fill " + v.Type().String())
	}
}

// different names the fields in which two values differ.
func different(name string, a, b reflect.Value) []string {
	if reflect.DeepEqual(a.Interface(), b.Interface()) {
		return nil
	}
	_, isTime := a.Interface().(time.Time)
	switch {
	case a.Kind() == reflect.Struct && !isTime:
		var names []string
		for i := range a.NumField() {
			names = append(names, different(name+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))...)
		}
		return names
	case a.Kind() == reflect.Slice && a.Len() == b.Len():
		var names []string
		for i := range a.Len() {
			names = append(names, different(fmt.Sprintf("%s[%d]", name, i), a.Index(i), b.Index(i))...)
		}
		return names
	}
	return []string{fmt.Sprintf("%s: wrote %v, read %v", name, a, b)}
}

func sameFields(t *testing.T, wrote, read any) {
	t.Helper()
	for _, d := range different(reflect.TypeOf(wrote).Name(), reflect.ValueOf(wrote), reflect.ValueOf(read)) {
		t.Error(d)
	}
}

func TestApply(t *testing.T) {
	t.Run("every field of a case comes back", func(t *testing.T) {
		db := mustOpen(t)
		first := mustMail(t, db, 1, "klacht")
		var c workflow.Case
		seed := 0
		fill(reflect.ValueOf(&c).Elem(), map[string]any{
			"Matter.Key": "K-2026-0001", "Matter.Version": 0, "Case.Number": workflow.Number("K-2026-0001"),
			"Case.Status": workflow.StatusClosed, "Case.Outcome": workflow.OutcomeSettled,
			"Case.Handler": workflow.RoleBoard, "Case.First": first, "Question.Message": first,
		}, &seed)
		mustApply(t, db, workflow.Decision{Case: &c})
		mustView(t, db, func(tx *Tx) error {
			read, err := tx.Case("K-2026-0001")
			c.Version = 1
			sameFields(t, c, read)
			return err
		})
	})
	t.Run("every field of an item comes back", func(t *testing.T) {
		db := mustOpen(t)
		first := mustMail(t, db, 1, "vraag")
		var it workflow.Item
		seed := 0
		fill(reflect.ValueOf(&it).Elem(), map[string]any{
			"Matter.Key": "I-1", "Matter.Version": 0, "Item.Message": first, "Question.Message": first,
			"Item.State": workflow.ItemOpen,
		}, &seed)
		mustApply(t, db, workflow.Decision{Item: &it})
		mustView(t, db, func(tx *Tx) error {
			read, err := tx.Item("I-1")
			it.Version = 1
			sameFields(t, it, read)
			return err
		})
	})
	t.Run("every field of the office comes back", func(t *testing.T) {
		db := mustOpen(t)
		first := mustMail(t, db, 1, "vraag")
		var o workflow.Office
		seed := 0
		fill(reflect.ValueOf(&o).Elem(), map[string]any{
			"Matter.Key": workflow.OfficeKey, "Matter.Version": 0, "Question.Message": first,
		}, &seed)
		mustApply(t, db, workflow.Decision{Office: &o})
		mustView(t, db, func(tx *Tx) error {
			read, err := tx.Office()
			o.Version = 1
			sameFields(t, o, read)
			return err
		})
	})
	t.Run("every field of a notice comes back", func(t *testing.T) {
		db := mustOpen(t)
		first := mustMail(t, db, 1, "klacht")
		var n workflow.Notice
		seed := 0
		fill(reflect.ValueOf(&n).Elem(), map[string]any{
			"Notice.ID": int64(1), "Notice.Matter": "K-2026-0001", "Notice.About": first,
		}, &seed)
		mustCase(t, db, "K-2026-0001", first, workflow.Decision{Notices: []workflow.Notice{n}})
		mustView(t, db, func(tx *Tx) error {
			read, state, err := tx.Notice(1)
			if state != StateWaiting {
				t.Errorf("state = %q", state)
			}
			sameFields(t, n, read)
			return err
		})
	})
	t.Run("every field of an event comes back", func(t *testing.T) {
		db := mustOpen(t)
		first := mustMail(t, db, 1, "klacht")
		var e workflow.Event
		seed := 0
		fill(reflect.ValueOf(&e).Elem(), map[string]any{"Event.Message": first}, &seed)
		mustCase(t, db, "K-2026-0001", first, workflow.Decision{Events: []workflow.Event{e, e}})
		mustView(t, db, func(tx *Tx) error {
			read, err := tx.Events("K-2026-0001")
			sameFields(t, []workflow.Event{e, e}, read)
			return err
		})
	})
	t.Run("a second write replaces the first", func(t *testing.T) {
		db := mustOpen(t)
		c := mustCase(t, db, "K-2026-0001", 0, workflow.Decision{})
		c.People = append([]workflow.Person{{Key: "medewerker", Role: workflow.RoleEmployee}}, c.People...)
		c.Deadlines = []workflow.Deadline{{Kind: workflow.DeadlineLook, Date: c.Received.Add(5), From: c.Received}}
		mustApply(t, db, workflow.Decision{Case: &c})
		c.Version++
		c.People = c.People[:1]
		c.Status, c.Outcome = workflow.StatusClosed, workflow.OutcomeWithdrawn
		mustApply(t, db, workflow.Decision{Case: &c})
		c.Version++
		mustView(t, db, func(tx *Tx) error {
			read, err := tx.Case(c.Number)
			sameFields(t, c, read)
			return err
		})
	})
	t.Run("a stale decision is refused whole", func(t *testing.T) {
		db := mustOpen(t)
		c := mustCase(t, db, "K-2026-0001", 0, workflow.Decision{})
		mustApply(t, db, workflow.Decision{Case: &c})
		err := db.Update(t.Context(), func(tx *Tx) error {
			return tx.Apply(workflow.Decision{Case: &c, Events: []workflow.Event{{At: t0, Kind: workflow.EventNote}}}, t0)
		})
		if !errors.Is(err, ErrStale) {
			t.Errorf("second decision on version 1: %v, want ErrStale", err)
		}
		again := aCase(c.Number, 0)
		err = db.Update(t.Context(), func(tx *Tx) error { return tx.Apply(workflow.Decision{Case: &again}, t0) })
		if !errors.Is(err, ErrStale) {
			t.Errorf("case opened twice: %v, want ErrStale", err)
		}
		ghost := aCase("K-2026-0009", 0)
		ghost.Version = 3
		err = db.Update(t.Context(), func(tx *Tx) error { return tx.Apply(workflow.Decision{Case: &ghost}, t0) })
		if !errors.Is(err, ErrStale) {
			t.Errorf("case that is not there: %v, want ErrStale", err)
		}
		if err := db.Broken(); err != nil {
			t.Errorf("a refused decision is no storage error: %v", err)
		}
	})
	t.Run("a notice with a known key is left out", func(t *testing.T) {
		db := mustOpen(t)
		d := workflow.Decision{Notices: []workflow.Notice{{Key: "hulp-1", Template: workflow.TemplateHelp}}}
		mustApply(t, db, d)
		d.Notices[0].Stage = 2
		mustApply(t, db, d)
		mustView(t, db, func(tx *Tx) error {
			list, err := tx.Notices(workflow.OfficeKey)
			if len(list) != 1 || list[0].Stage != 0 {
				t.Errorf("notices = %+v, want the first alone", list)
			}
			return err
		})
	})
}

func TestInsertRaw(t *testing.T) {
	db := mustOpen(t)
	body := strings.Repeat("regel van een mail\r\n", 40_000) // 800 kB, four rows
	id := mustMail(t, db, 1, body)

	t.Run("reads back as it was", func(t *testing.T) {
		r, err := db.RawReader(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || string(got) != body {
			t.Errorf("read %d bytes, %v; want %d", len(got), err, len(body))
		}
		if _, err := r.Seek(-10, io.SeekEnd); err != nil {
			t.Fatal(err)
		}
		if got, err = io.ReadAll(r); err != nil || string(got) != body[len(body)-10:] {
			t.Errorf("the last ten bytes = %q, %v", got, err)
		}
	})
	again := func(in Incoming, body string) (int64, bool) {
		t.Helper()
		var got int64
		var fresh bool
		mustUpdate(t, db, func(tx *Tx) (err error) {
			got, fresh, err = tx.InsertRaw(in, strings.NewReader(body))
			return err
		})
		return got, fresh
	}
	t.Run("same place is idempotent and not read", func(t *testing.T) {
		if got, fresh := again(inbox(1), "something else"); got != id || fresh {
			t.Errorf("got %d, %v", got, fresh)
		}
	})
	t.Run("same bytes elsewhere are no new message", func(t *testing.T) {
		in := inbox(5)
		in.Folder = "Archief"
		if got, fresh := again(in, body); got != id || fresh {
			t.Errorf("got %d, %v", got, fresh)
		}
		mustView(t, db, func(tx *Tx) error {
			places, err := tx.Places(id)
			if fmt.Sprint(places) != "[Archief INBOX]" {
				t.Errorf("places = %v", places)
			}
			return err
		})
	})
	t.Run("a new UIDVALIDITY makes no new message", func(t *testing.T) {
		in := inbox(1)
		in.UIDValidity = 8
		if got, fresh := again(in, body); got != id || fresh {
			t.Errorf("got %d, %v", got, fresh)
		}
	})
	t.Run("one other byte is another message", func(t *testing.T) {
		if got, fresh := again(inbox(2), body+"."); got == id || !fresh {
			t.Errorf("got %d, %v", got, fresh)
		}
	})
	t.Run("a body that breaks off leaves nothing and the group goes on", func(t *testing.T) {
		cut := errors.New("connection lost")
		mustUpdate(t, db, func(tx *Tx) error {
			for _, size := range []int64{0, int64(len(body))} { // its hash is made here, or was made before
				in := inbox(10)
				in.Size = size
				if _, _, err := tx.InsertRaw(in, brokenReader{strings.NewReader(body[1:]), cut}); !errors.Is(err, cut) {
					t.Errorf("broken body: %v", err)
				}
			}
			for _, size := range []int64{6, 8} {
				in := inbox(10)
				in.Size = size
				if _, _, err := tx.InsertRaw(in, strings.NewReader("another")); err == nil {
					t.Errorf("a body of another size than %d was stored", size)
				}
			}
			if _, _, err := tx.InsertRaw(inbox(11), bytes.NewReader(nil)); !errors.Is(err, ErrEmpty) {
				t.Errorf("empty body: %v", err)
			}
			_, fresh, err := tx.InsertRaw(inbox(12), strings.NewReader("next"))
			if !fresh {
				t.Error("the next mail is not new")
			}
			return err
		})
		mustView(t, db, func(tx *Tx) error {
			for _, uid := range []uint32{10, 11} {
				if _, ok, err := tx.Seen("INBOX", 7, uid); ok || err != nil {
					t.Errorf("uid %d seen: %v, %v", uid, ok, err)
				}
			}
			n, _, err := tx.MessagesSince(time.Time{})
			if n != 3 {
				t.Errorf("%d messages, want 3", n)
			}
			return err
		})
	})
}

// brokenReader fails where its bytes end.
type brokenReader struct {
	io.ReadSeeker
	err error
}

func (r brokenReader) Read(p []byte) (int, error) {
	n, err := r.ReadSeeker.Read(p)
	if err == io.EOF {
		err = r.err
	}
	return n, err
}
