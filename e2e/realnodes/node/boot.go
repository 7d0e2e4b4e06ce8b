package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// boot starts a node's pid 1 in namespaces and control groups of its own, and stays beside it: when this process ends,
// for whatever reason, the node ends.
func boot(group, name, dir, bootID string) error {
	runtime.LockOSThread() // Pdeathsig goes by the thread.
	if err := remove(group); err != nil {
		return err
	}
	if err := join(group); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	node := exec.Command(self, "init", name, dir, bootID)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	node.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Cloneflags: syscall.CLONE_NEWNS |
		syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC | syscall.CLONE_NEWCGROUP}
	if err := node.Start(); err != nil {
		return err
	}
	if err := join(""); err != nil {
		return err
	}
	return node.Wait()
}

// The kernel's settings that a kubelet wants: they are of the whole machine, so the node gets files in their place.
var settings = map[string]string{
	"vm/overcommit_memory":      "1",
	"vm/panic_on_oom":           "0",
	"kernel/panic":              "10",
	"kernel/panic_on_oops":      "1",
	"kernel/keys/root_maxkeys":  "1000000",
	"kernel/keys/root_maxbytes": "25000000",
	"kernel/random/boot_id":     "",
}

// furnish gives the node's mount namespace what is the node's own: its processes, its network, its control groups, its
// disk (/var), and nothing in /run, as after every boot.
func furnish(dir, bootID string) error {
	// Containers' volumes must not reach the machine, but the node's own mounts must reach its containers.
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_SHARED, ""); err != nil {
		return err
	}
	groups := hierarchies()
	for _, m := range [][2]string{{"proc", "/proc"}, {"sysfs", "/sys"}, {"tmpfs", "/run"}} {
		if err := syscall.Mount(m[0], m[1], m[0], 0, ""); err != nil {
			return &os.PathError{Op: "mount", Path: m[1], Err: err}
		}
	}
	if err := mountGroups(groups); err != nil {
		return err
	}
	for _, folder := range []string{"/var/lib", "/var/log"} {
		own := filepath.Join(dir, "disk", folder)
		if err := os.MkdirAll(own, 0o755); err != nil {
			return err
		}
		if err := bind(own, folder); err != nil {
			return err
		}
	}
	if err := machineID(dir); err != nil {
		return err
	}
	for name, value := range settings {
		if name == "kernel/random/boot_id" {
			value = bootID
		}
		if err := replace(filepath.Join(dir, "sys"), filepath.Join("/proc/sys", name), value); err != nil {
			return err
		}
	}
	return nil
}

// machineID stays the same over all boots.
func machineID(dir string) error {
	file := filepath.Join(dir, "machine-id")
	id, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll("/var/lib/dbus", 0o755); err != nil {
		return err
	}
	if err := os.WriteFile("/var/lib/dbus/machine-id", id, 0o644); err != nil {
		return err
	}
	return replace(dir, "/etc/machine-id", strings.TrimSpace(string(id)))
}

// replace puts a file in the place of another, where there is one.
func replace(folder, original, content string) error {
	if _, err := os.Stat(original); err != nil {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file := filepath.Join(folder, filepath.Base(original))
	if err := os.WriteFile(file, []byte(content+"\n"), 0o644); err != nil {
		return err
	}
	return bind(file, original)
}

func bind(from, to string) error {
	if err := syscall.Mount(from, to, "", syscall.MS_BIND, ""); err != nil {
		return &os.PathError{Op: "bind", Path: to, Err: err}
	}
	return nil
}
