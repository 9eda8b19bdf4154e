package proof

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
)

func init() {
	Register(Class{Name: "one flipped bit in a page", Rows: "DB-11", Short: 10, Long: 1000, Run: flippedBits})
	Register(Class{Name: "bytes, sectors and pages that are not what was written", Rows: "DB-11", Short: 12, Long: 1000, Run: otherDamage})
}

// flippedBits changes one bit of the database.
func flippedBits(t *testing.T, n int, y *Tally) {
	damaged(t, n, y, func(b, _ []byte) string {
		at, bit := rand.N(len(b)), byte(1)<<rand.N(8)
		b[at] ^= bit
		return fmt.Sprintf("byte %d of page %d, bit %02x", at%pageSize, at/pageSize+1, bit)
	})
}

// pageSize is that of SQLite.
const pageSize = 4096

// otherDamage changes more, as disks do: a byte, a sector or a page that reads as
// zeros, one that was written in the place of another, two that were swapped.
func otherDamage(t *testing.T, n int, y *Tally) {
	trial := 0
	damaged(t, n, y, func(b, whole []byte) string {
		place := func(size int) int { return rand.N(len(b)/size) * size }
		trial++
		switch size := pageSize >> (trial % 2 * 3); trial / 2 % 4 {
		case 0:
			at := rand.N(len(b))
			b[at] += byte(1 + rand.N(255))
			return fmt.Sprintf("byte %d of page %d", at%pageSize, at/pageSize+1)
		case 1:
			at := place(size)
			clear(b[at : at+size])
			return fmt.Sprintf("%d zeros in page %d, from %d on", size, at/pageSize+1, at%pageSize)
		case 2:
			at, from := place(size), place(size)
			copy(b[at:at+size], whole[from:])
			return fmt.Sprintf("%d bytes in page %d, from %d on, of page %d", size, at/pageSize+1, at%pageSize, from/pageSize+1)
		default:
			i, j := place(pageSize), place(pageSize)
			copy(b[i:i+pageSize], whole[j:])
			copy(b[j:j+pageSize], whole[i:])
			return fmt.Sprintf("pages %d and %d swapped", i/pageSize+1, j/pageSize+1)
		}
	})
}

// damaged changes a database in which mails wait to be sent. The daemon refuses it, or
// what it sends is what it would have sent, and all of it: a page that nobody needs was
// hit, or zeros became zeros.
func damaged(t *testing.T, n int, y *Tally, damage func(b, whole []byte) (what string)) {
	p := newProvider(t, true)
	for range 4 {
		p.write()
	}
	p.takeOnly()
	whole, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	start := p.uids()
	// run lets a daemon send what waits in a database, and takes its traces away.
	run := func(content []byte) (sent map[string]int, log string, err error) {
		for _, suffix := range []string{"-wal", "-shm"} {
			os.Remove(p.path + suffix)
		}
		if err := os.WriteFile(p.path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		p.world.Forget()
		cmd := p.child(envQuiet + "=1")
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		timer := time.AfterFunc(10*time.Second, func() { cmd.Process.Signal(stopSignal) })
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		err = cmd.Wait()
		timer.Stop()
		sent = make(map[string]int)
		for _, m := range p.world.Forget() {
			sent[telling(m)]++
		}
		for folder, uid := range start {
			for _, m := range p.srv.Messages(cmdtest.Committee, folder) {
				if m.UID > uid {
					p.srv.Remove(cmdtest.Committee, folder, m.UID)
				}
			}
		}
		return sent, out.String(), err
	}
	want, _, err := run(whole)
	if err != nil || len(want) == 0 {
		t.Fatalf("nothing is sent from the whole database: %v", err)
	}
	refused, same := 0, 0
	for range n {
		changed := bytes.Clone(whole)
		what := damage(changed, whole)
		sent, log, err := run(changed)
		y.Trial()
		if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() != exitStorage {
			y.Wrong(t, what, Violation{Other, "", fmt.Sprintf("the daemon ended with %v: %s", err, log)})
		}
		for text, n := range sent {
			switch {
			case want[text] == 0:
				y.Wrong(t, what, Violation{WronglyTold, "", "not what would have been sent:\n" + text})
			case n > want[text]:
				y.Wrong(t, what, Violation{Doubled, "", text})
			}
		}
		switch {
		case err != nil:
			refused++
		case len(sent) == len(want):
			same++
		default:
			y.Wrong(t, what, Violation{Lost, "", fmt.Sprintf("%d of %d mails were sent, and the daemon ended well\n%s", len(sent), len(want), log)})
		}
	}
	y.Note("%d were refused, %d had no effect", refused, same)
}

// takeOnly lets a daemon take in and decide while no SMTP server is there.
func (p *provider) takeOnly() {
	p.t.Helper()
	cmd := p.child(envSMTP + "=1")
	p.begin(cmd)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var c store.Counts
		p.view(func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
		if c.Cases+c.OpenItems >= p.written && c.Undecided == 0 {
			break
		}
		if time.Now().After(end) {
			p.t.Fatalf("not taken in: %+v", c)
		}
	}
	cmd.Process.Signal(stopSignal)
	if err := cmd.Wait(); err != nil {
		p.t.Fatal(err)
	}
	p.hasten(0)
	p.view(func(*store.Tx) error { return nil }) // closing folds the -wal file in
}

// uids are the newest of each folder of the committee.
func (p *provider) uids() map[string]uint32 {
	list := make(map[string]uint32)
	for _, folder := range []string{"INBOX", p.srv.FolderName("\\Sent"), p.srv.FolderName("\\Drafts")} {
		list[folder] = 0
		for _, m := range p.srv.Messages(cmdtest.Committee, folder) {
			list[folder] = m.UID
		}
	}
	return list
}

var ownCode = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}|[0-9]{1,2}[.:][0-9]{2} uur`)

// telling is what a mail says to whom, without what differs each time.
func telling(m Mail) string {
	r := reader.Read(bytes.NewReader(m.Raw), reader.Options{})
	return strings.Join([]string{m.To, strconv.Quote(r.Subject), ownCode.ReplaceAllString(r.Text, "")}, "\n")
}

// TestDamagedMail: a mail whose bytes changed on the disk while it waited is not
// sent, and the secretary is asked about it at once.
func TestDamagedMail(t *testing.T) {
	p := newProvider(t, true)
	p.write()
	p.takeOnly()
	p.exec(`UPDATE outbox_raw SET data = CAST(replace(CAST(data AS TEXT), 'ontvangen', 'onthangen') AS BLOB)`)
	y := &Tally{}
	p.judge(y, "damaged")
	for _, m := range p.world.Accepted {
		if strings.Contains(telling(m), "onthangen") || strings.HasPrefix(m.To, "klager") {
			t.Errorf("it was sent: %s", telling(m))
		}
	}
	if got := p.srv.Messages(cmdtest.Committee, "INBOX"); !strings.Contains(telling(Mail{Raw: got[len(got)-1].Raw}), "niet verstuurd") {
		t.Errorf("the secretary does not hear of it: %s", got[len(got)-1].Raw)
	}
}
