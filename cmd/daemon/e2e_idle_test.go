package daemon_test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest/real"
)

// TestRealIdle measures the program itself against Dovecot: how long it takes from
// its start to its first IDLE, and what memory it holds when nothing comes in.
func TestRealIdle(t *testing.T) {
	srv := real.Start(t, real.Options{Users: []string{cmdtest.Committee, cmdtest.Director}})
	s := &daemontest.Site{T: t, Srv: srv}
	idle := make(chan time.Time, 8)
	port := relaySpied(t, srv, 0, func(b []byte) {
		if bytes.HasSuffix(b, []byte(" IDLE\r\n")) {
			idle <- time.Now()
		}
	})
	file := s.WriteConfig()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.Replace(string(text), "port = "+strconv.Itoa(srv.IMAPS)+"\ntls = \"implicit\"", "port = "+strconv.Itoa(port)+"\ntls = \"none\"", 1)
	if err := os.WriteFile(file, []byte(plain), 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "klachtenpost")
	if out, err := exec.Command("go", "build", "-o", program, "klachtenpost/cmd/klachtenpost").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}

	var best time.Duration
	var rss, own int
	for i := range 6 { // the first lists the mailbox
		var log bytes.Buffer
		c := exec.Command(program, "run", "-config", file)
		c.Stderr = &log
		start := time.Now()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Process.Kill() })
		select {
		case at := <-idle:
			if took := at.Sub(start); i > 0 && (best == 0 || took < best) {
				best = took
			}
		case <-time.After(20 * time.Second):
			c.Process.Kill()
			c.Wait()
			t.Fatalf("never idle:\n%s", &log)
		}
		if i == 5 {
			time.Sleep(5 * time.Second)
			rss = status(t, c.Process.Pid, "VmRSS:") >> 10
			own = status(t, c.Process.Pid, "RssAnon:") >> 10
		}
		c.Process.Signal(syscall.SIGTERM)
		if err := c.Wait(); err != nil {
			t.Fatalf("end: %v\n%s", err, &log)
		}
		for len(idle) > 0 {
			<-idle
		}
	}
	t.Logf("start to first IDLE: %d ms (best of 5); idle: %d MB resident, %d MB of it its own and %d MB pages of program files, which the system takes back when it needs room",
		best.Milliseconds(), rss, own, rss-own)
	// Wide of the goals of 200 ms and 30 MB, which a busy machine cannot show: this
	// is to notice what grew.
	if best > time.Second {
		t.Errorf("first IDLE after %s", best)
	}
	if own > 45 {
		t.Errorf("idle with %d MB of its own", own)
	}
}

// spied tells of everything that is read from a connection.
type spied struct {
	net.Conn
	see func([]byte)
}

func (c spied) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.see(b[:n])
	return n, err
}
