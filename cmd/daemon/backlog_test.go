package daemon_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/store"
	"klachtenpost/templates"
)

var long = flag.Bool("long", false, "run the long measurements")

// TestBacklog measures how fast a backlog is stored and decided on, beside how
// fast mbsync copies the same mailbox to the same disk. It needs Dovecot and
// mbsync (Debian's isync): KLACHTENPOST_E2E=1 go test ./cmd/daemon -run TestBacklog -long.
func TestBacklog(t *testing.T) {
	if !*long {
		t.Skip("a long measurement: -long")
	}
	s := real.Start(t, real.Options{Users: []string{cmdtest.Committee, "gemengd@perspectief.example", "veel@perspectief.example"}})
	s.Certificate(real.Certificate{Name: "localhost"})
	s.Expect("localhost")
	s.RestartDovecot()
	t.Logf("the disk does %.0f fsyncs per second", fsyncs(t))
	r := rand.New(rand.NewPCG(1, 2))
	s.Fill(cmdtest.Committee, 10000, func(i int) []byte { return backlogMail(r, i, 4<<10) })
	mixed := 0
	s.Fill("gemengd@perspectief.example", 1000, func(i int) []byte {
		size := r.IntN(2 * 170 << 10)
		if i == 500 {
			size = 45 << 20
		} else {
			mixed += size
		}
		return backlogMail(r, i, size)
	})
	t.Logf("mixed mails: %d kB on average, and one of 45 MB", mixed/1000>>10)
	s.Fill("veel@perspectief.example", 50000, func(i int) []byte { return backlogMail(r, i, 2<<10) })
	s.Mails("veel@perspectief.example", "Sent") // Dovecot has seen the account

	for _, c := range []struct {
		name, user string
		n          int
		delay      time.Duration
		peakMB     int
	}{
		{"10,000 mails of 5 kB", cmdtest.Committee, 10000, 0, 64},
		{"1,000 mixed mails", "gemengd@perspectief.example", 1000, 0, 96},
		{"10,000 mails at 20 ms", cmdtest.Committee, 10000, 20 * time.Millisecond, 64},
	} {
		port, rounds := s.IMAPS, 5 // in turn, since others may use the machine
		if c.delay > 0 {
			port, rounds = relay(t, s, c.delay), 1
		}
		var theirs, ours []float64
		for range rounds {
			if c.delay == 0 {
				took := mbsync(t, s, c.user)
				rate := float64(c.n) / took.Seconds()
				theirs = append(theirs, rate)
				t.Logf("%s: mbsync %.2f s, %.0f mails/s", c.name, took.Seconds(), rate)
			}
			run := child(t, s, c.user, port, c.n, "decide")
			rate := float64(c.n) / run.took.Seconds()
			ours = append(ours, rate)
			t.Logf("%s: klachtenpost %.2f s (%.1f s of processor), %.0f mails/s stored and decided, %d cases, peak %d MB",
				c.name, run.took.Seconds(), run.processor.Seconds(), rate, run.cases, run.peakMB)
			if run.peakMB > c.peakMB {
				t.Errorf("%s: peak of %d MB, want at most %d", c.name, run.peakMB, c.peakMB)
			}
		}
		slices.Sort(ours)
		best := ours[len(ours)-1]
		if len(theirs) > 0 {
			slices.Sort(theirs)
			most, half := theirs[len(theirs)-1], rounds/2
			t.Logf("%s: mails/s, the median of %d: %.0f beside %.0f of mbsync (%.2f); the best: %.0f beside %.0f (%.2f); at %.0f fsyncs per second",
				c.name, rounds, ours[half], theirs[half], ours[half]/theirs[half], best, most, best/most, fsyncs(t))
		}
		if c.delay > 0 && best < 200 {
			t.Errorf("%s: %.0f mails/s, want at least 200", c.name, best)
		}
	}
	run := child(t, s, "veel@perspectief.example", s.IMAPS, 50000, "baseline")
	t.Logf("first start on 50,000 mails: %.1f s, peak %d MB", run.took.Seconds(), run.peakMB)
	if run.took > time.Minute || run.peakMB > 96 {
		t.Errorf("first start on 50,000 mails took %s and %d MB", run.took, run.peakMB)
	}
}

// backlogMail is a mail of about size bytes; one in five is a complaint.
func backlogMail(r *rand.Rand, i, size int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: Klager Nummer%d <k%d@voorbeeld.nl>\r\nTo: %s\r\nMessage-ID: <b%d@voorbeeld.nl>\r\nDate: Tue, 14 Apr 2026 10:00:00 +0200\r\n", i, i, cmdtest.Committee, i)
	for k := range 12 {
		fmt.Fprintf(&b, "Received: from relay%d.voorbeeld.nl (relay%d.voorbeeld.nl [192.0.2.%d]) by mx.voorbeeld.nl; Tue, 14 Apr 2026 10:00:%02d +0200\r\n", k, k, k, k)
	}
	text := "Kunt u mij laten weten wanneer het kantoor open is?\r\n"
	if i%5 == 0 {
		text = "Hierbij dien ik een klacht in over mijn bemiddelaar. Hij kwam niet opdagen.\r\nAnna Bakker\r\n"
	}
	prose := func(n int) {
		for line := 0; n > 0; n-- {
			w := backlogWords[r.IntN(len(backlogWords))]
			b.WriteString(w)
			if line += len(w) + 1; line > 70 {
				b.WriteString(".\r\n")
				line = 0
			} else {
				b.WriteByte(' ')
			}
			n -= len(w)
		}
	}
	filler := func(n int) {
		line := make([]byte, 76)
		for n > 0 {
			for k := range line {
				line[k] = 'a' + byte(r.IntN(26))
			}
			b.Write(line)
			b.WriteString("\r\n")
			n -= 78
		}
	}
	if size < 32<<10 {
		fmt.Fprintf(&b, "Subject: bericht %d\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", i, text)
		prose(size)
		return b.Bytes()
	}
	fmt.Fprintf(&b, "Subject: bericht %d\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n%s\r\n--x\r\nContent-Type: application/pdf; name=scan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", i, text)
	filler(size)
	b.WriteString("\r\n--x--\r\n")
	return b.Bytes()
}

// backlogWords make the rest of a mail: ordinary words, as people's mails have.
var backlogWords = strings.Fields(`de het een en van ik dat niet in is op te zijn met voor die aan er om dan zou kunnen hebben
	was naar heb hoe nog bij uit ook maar wat dit mijn als worden door over werd gesprek afspraak kantoor brief datum
	telefoon week maandag dinsdag vraag antwoord graag vriendelijk bedankt verder eerder later samen iemand niemand altijd
	mensen dagen uren afgelopen volgende bericht informatie gegevens rustig duidelijk helaas gelukkig misschien natuurlijk`)

// fsyncs measures the disk.
func fsyncs(t *testing.T) float64 {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "fsync"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	start, n := time.Now(), 0
	for time.Since(start) < time.Second {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			t.Fatal(err)
		}
		n++
	}
	return float64(n) / time.Since(start).Seconds()
}

// relay is a plain port in front of Dovecot's TLS, with a delay on what comes back.
func relay(t *testing.T, s *real.Servers, delay time.Duration) int {
	t.Helper()
	return relaySpied(t, s, delay, func([]byte) {})
}

// relaySpied shows what the program says.
func relaySpied(t *testing.T, s *real.Servers, delay time.Duration, see func([]byte)) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go relayOne(s, spied{in, see}, delay)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func relayOne(s *real.Servers, in net.Conn, delay time.Duration) {
	defer in.Close()
	out, err := s.DialTLS(s.IMAPS)
	if err != nil {
		return
	}
	defer out.Close()
	go func() {
		io.Copy(out, in)
		out.Close()
	}()
	type piece struct {
		due  time.Time
		data []byte
	}
	pieces := make(chan piece, 1024)
	go func() {
		defer close(pieces)
		for {
			buf := make([]byte, 64<<10)
			n, err := out.Read(buf)
			if n > 0 {
				pieces <- piece{time.Now().Add(delay), buf[:n]}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		if _, err := in.Write(p.data); err != nil {
			return
		}
	}
}

// mbsync copies a mailbox to a Maildir over TLS, with its fsyncs. The Maildir stays to
// the end: in a directory that was just cleared out ext4 makes files at half the speed.
func mbsync(t *testing.T, s *real.Servers, user string) time.Duration {
	t.Helper()
	if _, err := exec.LookPath("mbsync"); err != nil {
		t.Fatal("mbsync is not here: install isync")
	}
	dir := t.TempDir()
	conf := fmt.Sprintf("IMAPAccount a\nHost localhost\nPort %d\nUser %s\nPass %s\nSSLType IMAPS\nCertificateFile %s\nAuthMechs LOGIN PLAIN\n\nIMAPStore far\nAccount a\n\nMaildirStore near\nPath %s/\nInbox %s/INBOX\n\nChannel c\nFar :far:\nNear :near:\nPatterns INBOX\nSync Pull\nCreate Near\nSyncState *\n", s.IMAPS, user, s.Password, s.CAFile(), dir, dir)
	path := filepath.Join(dir, "mbsyncrc")
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if out, err := exec.Command("mbsync", "-c", path, "-q", "c").CombinedOutput(); err != nil {
		t.Fatalf("mbsync: %v\n%s", err, out)
	}
	return time.Since(start)
}

// measured is one run of a daemon.
type measured struct {
	took, processor time.Duration
	peakMB, cases   int
}

// child runs a daemon in a process of its own until n mails are decided on, or
// until the baseline is complete.
func child(t *testing.T, s *real.Servers, user string, port, n int, until string) (m measured) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestBacklogChild$", "-test.v")
	cmd.Env = append(os.Environ(), "KLACHTENPOST_CHILD="+user, "KLACHTENPOST_PORT="+strconv.Itoa(port),
		"KLACHTENPOST_N="+strconv.Itoa(n), "KLACHTENPOST_UNTIL="+until, "SSL_CERT_FILE="+s.CAFile())
	if port == s.IMAPS {
		cmd.Env = append(cmd.Env, "KLACHTENPOST_TLS=ja")
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("child: %v\n%s", err, out)
	}
	i := strings.Index(string(out), "RESULT ")
	if i < 0 {
		t.Fatalf("child said nothing:\n%s", out)
	}
	var ms int64
	if _, err := fmt.Sscanf(string(out[i:]), "RESULT %d %d %d", &ms, &m.peakMB, &m.cases); err != nil {
		t.Fatal(err)
	}
	m.took = time.Duration(ms) * time.Millisecond
	m.processor = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return m
}

// TestBacklogChild is the other process of TestBacklog.
func TestBacklogChild(t *testing.T) {
	user := os.Getenv("KLACHTENPOST_CHILD")
	if user == "" {
		return
	}
	port, _ := strconv.Atoi(os.Getenv("KLACHTENPOST_PORT"))
	n, _ := strconv.Atoi(os.Getenv("KLACHTENPOST_N"))
	baseline := os.Getenv("KLACHTENPOST_UNTIL") == "baseline"
	daemon.Frugal()
	cfg := cmdtest.Config(t)
	cfg.Mailbox.Poll = time.Minute
	cfg.IMAP.Port, cfg.IMAP.Username = port, user
	cfg.SMTP.Host, cfg.SMTP.Port = "127.0.0.1", 1 // nobody listens: mail is queued
	if os.Getenv("KLACHTENPOST_TLS") != "" {
		cfg.IMAP.TLS = config.TLSImplicit
	}
	texts, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if !baseline {
		if err := db.Update(ctx, func(tx *store.Tx) error { return tx.SetMeta(daemon.MetaBaseline, "test") }); err != nil {
			t.Fatal(err)
		}
	}
	d := daemon.New(cfg, db, texts, []byte("testsleutel"), slog.New(slog.DiscardHandler))
	start := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	var counts store.Counts
	for pause := 10 * time.Millisecond; ; {
		time.Sleep(pause) // looking is work too, and counting more
		done := false
		err := db.View(ctx, func(tx *store.Tx) (err error) {
			if baseline {
				meta, err := tx.Meta(daemon.MetaBaseline)
				done = meta != ""
				return err
			}
			if _, err = tx.RawReader(int64(n)); err != nil { // the last has not come
				return nil
			}
			pause = 5 * time.Millisecond
			counts, err = tx.Counts()
			done = counts.Undecided == 0
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if done {
			break
		}
	}
	fmt.Printf("RESULT %d %d %d\n", time.Since(start).Milliseconds(), status(t, os.Getpid(), "VmHWM:")>>10, counts.Cases)
	cancel()
	<-ended
	db.Close()
}

// status reads a number of kB from what Linux tells of a process.
func status(t *testing.T, pid int, key string) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skipf("no way to measure memory here: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(line, key); ok {
			kb, err := strconv.Atoi(strings.Fields(v)[0])
			if err != nil {
				t.Fatal(err)
			}
			return kb
		}
	}
	t.Fatalf("no %s in the status of process %d", key, pid)
	return 0
}
