package real

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// process is the master of a server, in the foreground, with a session of
// its own that all its children are in.
type process struct {
	name  string
	cmd   *exec.Cmd
	guard *exec.Cmd
	alive io.Closer // the guard acts when it closes, and so when we die
	ended chan struct{}
}

// launch starts a master. What it writes goes to a file. dir is removed when the
// test ends in a way that leaves no time for cleaning up.
func launch(dir, log, name string, args ...string) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	p := &process{name: name, ended: make(chan struct{})}
	p.cmd = exec.Command(name, args...)
	p.cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		p.cmd.Wait()
		close(p.ended)
	}()
	if err := p.watch(dir); err != nil {
		p.stop()
		return nil, fmt.Errorf("guard %s: %w", name, err)
	}
	return p, nil
}

// guardScript waits until the test's process is gone. A test that was killed or
// ran out of its time runs no Cleanup. (PR_SET_PDEATHSIG would not do: Postfix's
// master loses it when it changes its user id.)
const guardScript = `read -r nothing
kill -TERM -$1
sleep 1
kill -KILL -$1
rm -rf "$2"`

func (p *process) watch(dir string) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	p.guard = exec.Command("/bin/sh", "-c", guardScript, "sh", strconv.Itoa(p.cmd.Process.Pid), dir)
	p.guard.Stdin, p.alive = r, w
	p.guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C is not for it
	return p.guard.Start()
}

// stop ends the master and everything it started, and waits until nothing is
// left. A process that never ran or has stopped is none.
func (p *process) stop() {
	if p == nil {
		return
	}
	if p.guard != nil && p.guard.ProcessState == nil {
		p.guard.Process.Kill()
		p.guard.Wait()
		p.alive.Close()
	}
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(10 * time.Second):
	}
	// Children end a moment after their master. Dovecot's auth would stay as long
	// as Postfix has a connection to it.
	for range 100 {
		if !running(p.cmd.Process.Pid) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.ended
}

var errEnded = errors.New("ended by itself")

// until waits for something the process is to bring about.
func (p *process) until(most time.Duration, so func() bool) error {
	for end := time.Now().Add(most); ; time.Sleep(20 * time.Millisecond) {
		if so() {
			return nil
		}
		select {
		case <-p.ended:
			return errEnded
		default:
		}
		if time.Now().After(end) {
			return fmt.Errorf("not within %s", most)
		}
	}
}
