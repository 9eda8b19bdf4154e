package real

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// process is the master of a server, in the foreground, with a session of
// its own that all its children are in.
type process struct {
	name  string
	cmd   *exec.Cmd
	ended chan struct{}
}

// launch starts a master. What it writes goes to a file. It gets SIGTERM when the
// test ends in a way that leaves no time for cleaning up.
func launch(log, name string, args ...string) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	p := &process{name: name, ended: make(chan struct{})}
	p.cmd = exec.Command(name, args...)
	p.cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.SysProcAttr = attributes()
	started := make(chan error)
	go func() {
		// The signal at our death is sent when the thread that started it ends.
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.cmd.Wait()
		}
		close(p.ended)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return p, nil
}

// stop ends the master and everything it started, and waits until nothing is
// left. A process that never ran or has stopped is none.
func (p *process) stop() {
	if p == nil {
		return
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
