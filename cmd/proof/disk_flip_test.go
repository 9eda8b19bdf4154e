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
	Register(Class{Name: "one flipped bit in a page", Rows: "DB-11", Long: 1000, Run: flippedBits})
}

// flippedBits changes one bit of a database in which mails wait to be sent. The daemon
// refuses it, or what it sends is what it would have sent. SQLite notices a changed bit
// in the build of a page, and the store one in the bytes of a mail or a line of the log.
// A row without a hash (a name, the text as it was read) says what it says: about one
// bit in a hundred of a small database comes through, which a few samples would show
// now and then. So it is played with -long only.
func flippedBits(t *testing.T, n int, y *Tally) {
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
		p.world.Accepted = nil
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
		for _, m := range p.world.Accepted {
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
	refused, same, less := 0, 0, 0
	for range n {
		page := rand.N(len(whole) / 4096)
		at, bit := page*4096+rand.N(4096), byte(1)<<rand.N(8)
		flipped := bytes.Clone(whole)
		flipped[at] ^= bit
		what := fmt.Sprintf("byte %d of page %d, bit %02x", at%4096, page+1, bit)
		sent, log, err := run(flipped)
		y.Trial()
		if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() == -1 {
			y.Wrong(t, what, Violation{Other, "", "the daemon crashed"})
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
			less++
			if !strings.Contains(log, "level=ERROR") {
				for text := range want {
					if sent[text] == 0 {
						t.Logf("%s: not sent, and nothing said: %s", what, text[:60])
					}
				}
			}
		}
	}
	y.Note("%d were refused, %d had no effect, from %d less was sent", refused, same, less)
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
