package daemon

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
)

// Archive takes old mail in without sending anything (trust section 4). What looks
// like a complaint becomes an intake item in the quiet state of mail that lies in
// Junk: nobody is answered and nobody is reminded. Only when the secretary picks it
// from the list is it put before her like any new mail, and even then its sender
// gets no acknowledgement by itself.
type Archive struct {
	d     *Daemon
	name  string // shown as the folder the mails lay in
	run   uint32 // in place of a UIDVALIDITY: each import has places of its own
	n     uint32
	since time.Time

	Looked, Known, Before, Others int // mails; Others are no complaint and not kept
	Joined                        int // belong to one that was taken in
	Items                         []ArchiveItem
}

// ArchiveItem is a mail that looks like a complaint.
type ArchiveItem struct {
	Key     string
	Date    time.Time
	Address string
}

// NewArchive begins an import. Mails from before since are passed over.
func (d *Daemon) NewArchive(name string, since time.Time) *Archive {
	// By chance and not by the clock: a script takes in ten small files in a second.
	var run [4]byte
	rand.Read(run[:])
	return &Archive{d: d, name: "archief " + name, run: binary.BigEndian.Uint32(run[:]), since: since}
}

// Take looks at one mail. date is when it came in, zero to go by its own Date.
func (a *Archive) Take(ctx context.Context, body io.ReadSeeker, date time.Time) error {
	a.n++
	a.Looked++
	m := reader.Read(body, a.d.readOptions())
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("take archive: %w", err)
	}
	if date.IsZero() {
		date = m.Date
	}
	if !date.IsZero() && date.Before(a.since) {
		a.Before++
		return nil
	}
	m.Source, m.Folder, m.Received = workflow.SourceOther, a.name, date
	// Nobody is acknowledged years later by himself: the secretary decides.
	m.NoAutoReply = true
	err := a.d.update(ctx, func(tx *store.Tx) error {
		f := &filing{d: a.d, tx: tx, now: time.Now()}
		return a.file(f, m, body)
	})
	if err != nil {
		return fmt.Errorf("take archive: mail %d: %w", a.n, err)
	}
	return nil
}

func (a *Archive) file(f *filing, m workflow.Message, body io.ReadSeeker) error {
	ev, err := f.tx.Evidence(m, nil, nil)
	switch {
	case err != nil:
		return err
	case ev.OwnMail, m.Ours != "", m.Kind != workflow.KindHuman:
		a.Others++
		return nil
	case ev.HasTwin:
		a.Known++
		return nil
	}
	ev.OpenCases, ev.ClosedCase, ev.OpenItems = nil, nil, nil // who has a case may have had another complaint before it
	r := f.d.Procedure.Sort(m, ev)
	thread := a.thread(f, ev)
	if thread == "" && r.Verdict != workflow.VerdictOpen {
		a.Others++
		return nil
	}
	id, fresh, err := f.tx.InsertRaw(store.Incoming{
		Folder: a.name, UIDValidity: a.run, UID: a.n, Source: m.Source, InternalDate: m.Received, Arrived: m.Received,
	}, body)
	if err != nil {
		return err
	}
	if !fresh {
		a.Known++
		return nil
	}
	m.ID = id
	if thread != "" {
		a.Joined++
		return f.tx.SetMessage(id, m, thread, string(workflow.VerdictJunk))
	}
	key, err := f.tx.NewItemKey()
	if err != nil {
		return err
	}
	dec := f.d.Procedure.Intake(key, m, workflow.Route{Verdict: workflow.VerdictJunk}, f.now)
	dec.Events = []workflow.Event{{At: f.now, Kind: workflow.EventJoined, Message: id, Text: "Uit een archief overgenomen; er is niets verstuurd."}}
	dec.Notices = nil
	if err := f.tx.Apply(dec, f.now); err != nil {
		return err
	}
	it := ArchiveItem{key, m.Received, m.From.Addr()}
	text, err := json.Marshal(it)
	if err != nil {
		return err
	}
	a.Items = append(a.Items, it)
	return errors.Join(f.tx.SetMeta(metaUntold+key, string(text)), f.tx.SetMessage(id, m, key, string(workflow.VerdictJunk)))
}

// thread is the item of this archive that a mail answers, "" for none.
func (a *Archive) thread(f *filing, ev workflow.Evidence) string {
	for _, key := range ev.Referenced {
		if strings.HasPrefix(key, "I-") && f.lay(key, workflow.ItemJunk) {
			return key
		}
	}
	return ""
}

// metaArchive + Message-ID: the keys of the items in a list that was put before the
// secretary; metaArchiveCode + its code: that Message-ID; metaUntold + key: an item
// that was taken in and stands in no list yet.
const (
	metaArchive     = "archief."
	metaArchiveCode = "archiefcode."
	metaUntold      = "archiefwacht."
)

// archiveList is how many items one list holds.
const archiveList = 100

const (
	archiveSubject = "Klachtenpost: oude berichten, zijn dit klachten?"
	archiveBody    = `Uw beheerder heeft oude mail laten lezen (%[1]s). Daarin staan
%[2]s die op een klacht lijken. Niemand heeft daarvan bericht
gekregen.

Wat doet u?
Kijk welke u als klacht wilt behandelen. Antwoord op dit bericht met
alleen de nummers daarvan, zoals: 3, 5 en 12. Klachtenpost legt u die
dan een voor een voor. Wilt u er geen behandelen? Dan hoeft u niets te
doen.

%[3]s
Code van dit bericht: %[4]s
`
)

// untold are the items that stand in no list yet, the oldest key first: those of this
// import, and of one before it that was cut off or could not reach the mailbox.
func (a *Archive) untold(ctx context.Context) (list []ArchiveItem, err error) {
	var left map[string]string
	err = a.d.db.View(ctx, func(tx *store.Tx) (err error) { left, err = tx.MetaUnder(metaUntold); return err })
	for _, text := range left {
		var it ArchiveItem
		if err == nil {
			err = json.Unmarshal([]byte(text), &it)
		}
		list = append(list, it)
	}
	slices.SortFunc(list, func(x, y ArchiveItem) int {
		return cmp.Or(cmp.Compare(len(x.Key), len(y.Key)), strings.Compare(x.Key, y.Key))
	})
	return list, err
}

// Tell puts what is in no list yet before the secretary: into the inbox, without
// sending anything. Long lists come in parts. It gives the number of items told.
func (a *Archive) Tell(ctx context.Context) (told int, err error) {
	items, err := a.untold(ctx)
	if err != nil {
		return 0, fmt.Errorf("tell of archive: %w", err)
	}
	for part := range slices.Chunk(items, archiveList) {
		id, code := "kp."+strings.ToLower(rand.Text())+"@"+a.d.Procedure.Committee.Domain, newCode()
		var keys []string
		var lines strings.Builder
		for _, it := range part {
			keys = append(keys, it.Key)
			who := it.Address
			if who == "" {
				who = "afzender onbekend"
			}
			fmt.Fprintf(&lines, "%6s. %s, %s\n", strings.TrimPrefix(it.Key, "I-"), it.Date.In(a.d.Procedure.Location).Format("02-01-2006"), who)
		}
		text, err := json.Marshal(keys)
		if err != nil {
			return told, err
		}
		err = a.d.update(ctx, func(tx *store.Tx) error {
			return errors.Join(tx.SetMeta(metaArchive+id, string(text)), tx.SetMeta(metaArchiveCode+code, id))
		})
		if err != nil {
			return told, fmt.Errorf("tell of archive: %w", err)
		}
		many := fmt.Sprintf("%d berichten", len(part))
		if len(part) == 1 {
			many = "1 bericht"
		}
		body := fmt.Sprintf(archiveBody, a.name, many, lines.String(), answer.FormatCode(code))
		if err := a.d.appendNotice(ctx, id, notification{archiveSubject, body}); err != nil {
			return told, fmt.Errorf("tell of archive: %w", err)
		}
		err = a.d.update(ctx, func(tx *store.Tx) (err error) {
			for _, key := range keys {
				err = errors.Join(err, tx.SetMeta(metaUntold+key, ""))
			}
			return err
		})
		if err != nil {
			return told, fmt.Errorf("tell of archive: %w", err)
		}
		told += len(part)
	}
	return told, nil
}

// numbersOnly is a line with nothing but the numbers of items.
var numbersOnly = regexp.MustCompile(`(?i)^[\s*_]*(?:(?:nummers?|nrs?\.?|I-)?\s*\d{1,9}[.)]?(?:\s*(?:,|;|\+|&|en|and|\s)\s*|\s*$))+$`)

var itemNumber = regexp.MustCompile(`\d{1,9}`)

// toArchive handles an answer to such a list: what she picked is put before her as
// new mail is.
func (f *filing) toArchive(in mail) (done bool, err error) {
	m := in.Message
	list, err := f.archiveOf(in)
	if err != nil || list == nil {
		return false, err
	}
	if _, ok := f.fromSecretary(m, len(in.codes) > 0); !ok {
		return false, nil
	}
	line, _ := answer.FirstLine(m.NewText)
	if m.Confidence >= 0.5 && numbersOnly.MatchString(line) {
		for _, digits := range itemNumber.FindAllString(line, -1) {
			if n, err := strconv.Atoi(digits); err == nil && slices.Contains(list, "I-"+strconv.Itoa(n)) {
				if err := f.pick("I-" + strconv.Itoa(n)); err != nil {
					return false, fmt.Errorf("pick from archive: %w", err)
				}
			}
		}
	}
	return true, f.tx.SetMessage(m.ID, m, workflow.OfficeKey, string(workflow.VerdictCommand))
}

// archiveOf is the list that a mail answers, nil for none.
func (f *filing) archiveOf(in mail) (keys []string, err error) {
	ids := in.References[:min(len(in.References), 20)]
	for _, code := range in.codes {
		id, err := f.tx.Meta(metaArchiveCode + code)
		if err != nil {
			return nil, err
		}
		if id != "" {
			ids = append(slices.Clone(ids), id)
		}
	}
	for _, id := range ids {
		text, err := f.tx.Meta(metaArchive + id)
		if err != nil {
			return nil, err
		}
		if text != "" {
			return keys, json.Unmarshal([]byte(text), &keys)
		}
	}
	return nil, nil
}

// pick puts one item before the secretary, once.
func (f *filing) pick(key string) error {
	it, err := f.tx.Item(key)
	if err != nil || it.State != workflow.ItemJunk {
		return err
	}
	m, err := f.tx.Message(it.Message)
	if err != nil {
		return err
	}
	return f.present(m, workflow.Route{Verdict: workflow.VerdictItem, Reason: workflow.ReasonIntake})
}
