package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// node is what pid 1 knows: the processes it was asked to start, by name, and those whose end somebody waits for.
type node struct {
	dir   string
	mutex sync.Mutex
	named map[string]int
	ended map[int]chan syscall.WaitStatus
}

// beginAsInit makes the node's view of the machine, then starts and ends processes as it is asked to over a socket in
// the node's folder, and reaps them all. A pid that it has not reaped is nobody else's, so none is ever mistaken.
func beginAsInit(name, dir, bootID string) error {
	if err := syscall.Sethostname([]byte(name)); err != nil {
		return err
	}
	if err := furnish(dir, bootID); err != nil {
		return err
	}
	socket := filepath.Join(dir, "init.sock")
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	n := &node{dir: dir, named: map[string]int{}, ended: map[int]chan syscall.WaitStatus{}}
	go n.reap()
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go n.answer(connection)
	}
}

func (n *node) reap() {
	children := make(chan os.Signal, 1)
	signal.Notify(children, syscall.SIGCHLD)
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if errors.Is(err, syscall.ECHILD) {
			<-children
			continue
		}
		if err != nil {
			continue
		}
		n.mutex.Lock()
		if wanted, found := n.ended[pid]; found {
			wanted <- status
			delete(n.ended, pid)
		}
		for name, named := range n.named {
			if named == pid {
				delete(n.named, name)
			}
		}
		n.mutex.Unlock()
	}
}

// answer reads one request, words with a zero byte after each, and answers "ok" or what went wrong in the first line;
// after it, what a command has said.
func (n *node) answer(connection net.Conn) {
	defer connection.Close()
	request, err := io.ReadAll(connection)
	if err != nil {
		return
	}
	words := strings.Split(strings.TrimSuffix(string(request), "\x00"), "\x00")
	said, err := n.carryOut(words[0], words[1:])
	if err != nil {
		fmt.Fprintf(connection, "%v\n%s", err, said)
		return
	}
	fmt.Fprintf(connection, "ok\n%s", said)
}

func (n *node) carryOut(verb string, words []string) (string, error) {
	switch verb {
	case "start":
		return "", n.start(words[0], words[1:])
	case "kill":
		return "", n.kill(words[0])
	case "run":
		return n.run(words)
	}
	return "", errors.New("unknown request " + verb)
}

func (n *node) start(name string, command []string) error {
	log, err := os.OpenFile(filepath.Join(n.dir, "log", name+".log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if _, running := n.named[name]; running {
		return nil
	}
	pid, err := fork(command, log)
	if err != nil {
		return err
	}
	n.named[name] = pid
	return nil
}

// kill ends one process as kill -9 does, and nothing that it has started, and waits for its end.
func (n *node) kill(name string) error {
	n.mutex.Lock()
	pid, running := n.named[name]
	if !running {
		n.mutex.Unlock()
		return errors.New(name + " is not running")
	}
	end := make(chan syscall.WaitStatus, 1)
	n.ended[pid] = end
	err := syscall.Kill(pid, syscall.SIGKILL)
	n.mutex.Unlock()
	if err == nil {
		<-end
	}
	return err
}

// run waits for the end of a command; what it said comes back.
func (n *node) run(command []string) (string, error) {
	out, err := os.CreateTemp("/run", "run")
	if err != nil {
		return "", err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	end := make(chan syscall.WaitStatus, 1)
	n.mutex.Lock()
	pid, err := fork(command, out)
	if err == nil {
		n.ended[pid] = end
	}
	n.mutex.Unlock()
	if err != nil {
		return "", err
	}
	status := <-end
	said, err := os.ReadFile(out.Name())
	if err == nil && status != 0 {
		err = fmt.Errorf("%s ended with status %d", command[0], status.ExitStatus())
	}
	return string(said), err
}

func fork(command []string, out *os.File) (int, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return 0, err
	}
	defer null.Close()
	return syscall.ForkExec(command[0], command, &syscall.ProcAttr{Env: os.Environ(),
		Files: []uintptr{null.Fd(), out.Fd(), out.Fd()}, Sys: &syscall.SysProcAttr{Setsid: true}})
}
