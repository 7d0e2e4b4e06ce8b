package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const patience = 10 * time.Second

// hierarchy is one tree of control groups: version 1 has several, each with its controllers; version 2 has one with all
// of them, or, beside those of version 1, with none.
type hierarchy struct {
	mount   string
	options string // "" for version 2
}

func (h hierarchy) unified() bool { return h.options == "" }

// hierarchies are those of this mount namespace.
func hierarchies() []hierarchy {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return nil
	}
	var found []hierarchy
	for line := range strings.Lines(string(mounts)) {
		fields := strings.Fields(line)
		switch {
		case !strings.HasPrefix(fields[1], "/sys/fs/cgroup"):
		case fields[2] == "cgroup2":
			found = append(found, hierarchy{mount: fields[1]})
		case fields[2] == "cgroup":
			found = append(found, hierarchy{mount: fields[1], options: controllers(fields[3])})
		}
	}
	return found
}

// controllers are the options without those of every mount.
func controllers(options string) string {
	words := slices.DeleteFunc(strings.Split(options, ","), func(word string) bool {
		return slices.Contains([]string{"rw", "ro", "relatime", "nosuid", "nodev", "noexec", "xattr", "clone_children"}, word) ||
			strings.HasPrefix(word, "release_agent=")
	})
	if strings.HasPrefix(words[0], "name=") {
		words = slices.Insert(words, 0, "none")
	}
	return strings.Join(words, ",")
}

// join puts this process into a group of every hierarchy; "" is the root.
func join(group string) error {
	all := hierarchies()
	for _, h := range all {
		dir := filepath.Join(h.mount, group)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if h.unified() && len(all) == 1 {
			enableAll(h.mount)
		}
		if group != "" && slices.Contains(strings.Split(h.options, ","), "cpuset") {
			for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
				if err := inherit(dir, file); err != nil {
					return err
				}
			}
		}
		if err := os.WriteFile(filepath.Join(dir, "cgroup.procs"), []byte("0"), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// A new group of version 1 has no processors and no memory, and takes no process.
func inherit(dir, file string) error {
	value, err := os.ReadFile(filepath.Join(filepath.Dir(dir), file))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, file), value, 0o644)
}

// enableAll lets the groups below have every controller that there is. One that cannot be had, the kubelet names.
func enableAll(dir string) {
	available, err := os.ReadFile(filepath.Join(dir, "cgroup.controllers"))
	if err != nil {
		return
	}
	for _, controller := range strings.Fields(string(available)) {
		_ = os.WriteFile(filepath.Join(dir, "cgroup.subtree_control"), []byte("+"+controller), 0o644)
	}
}

// mountGroups shows the node its own groups as the roots. It is called in the node.
func mountGroups(groups []hierarchy) error {
	const root = "/sys/fs/cgroup"
	if len(groups) == 1 && groups[0].unified() {
		if err := syscall.Mount("cgroup2", root, "cgroup2", 0, ""); err != nil {
			return err
		}
		// A group that has controllers for others may hold no process itself.
		own := filepath.Join(root, "init")
		if err := os.MkdirAll(own, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(own, "cgroup.procs"), []byte("0"), 0o644); err != nil {
			return err
		}
		if err := until(root+" is empty", func() bool { return empty(root) }); err != nil {
			return err // Who has started us is still in it.
		}
		enableAll(root)
		return nil
	}
	if err := syscall.Mount("tmpfs", root, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for _, h := range groups {
		if h.unified() {
			continue // None of its controllers are left to it.
		}
		if err := os.MkdirAll(h.mount, 0o755); err != nil {
			return err
		}
		if err := syscall.Mount("cgroup", h.mount, "cgroup", 0, h.options); err != nil {
			return &fs.PathError{Op: "mount -o " + h.options, Path: h.mount, Err: err}
		}
	}
	return nil
}

func empty(dir string) bool {
	processes, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
	return err == nil && len(processes) == 0
}

// freeze halts every process of a group at once.
func freeze(group string) error { return setFrozen(group, "FROZEN", "1") }

func thaw(group string) error { return setFrozen(group, "THAWED", "0") }

func setFrozen(group, state, flag string) error {
	all := hierarchies()
	for _, h := range all {
		dir := filepath.Join(h.mount, group)
		switch {
		case h.options == "freezer":
			return settle(filepath.Join(dir, "freezer.state"), state, filepath.Join(dir, "freezer.state"), state)
		case h.unified() && len(all) == 1:
			return settle(filepath.Join(dir, "cgroup.freeze"), flag, filepath.Join(dir, "cgroup.events"), "frozen "+flag)
		}
	}
	return errors.New("no hierarchy of control groups can freeze")
}

// settle writes one file and waits until another says that it is so; a group that is not there is as it should be.
func settle(file, word, sign, words string) error {
	if err := os.WriteFile(file, []byte(word), 0o644); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	return until(sign+" says "+words, func() bool {
		now, err := os.ReadFile(sign)
		return err == nil && strings.Contains(string(now), words)
	})
}

// remove takes groups away, and those below them, when their processes have ended; it ends what is left of them. A
// star at the end stands for any rest of the name.
func remove(group string) error {
	for _, h := range hierarchies() {
		dirs, err := filepath.Glob(filepath.Join(h.mount, group))
		if err != nil {
			return err
		}
		for _, dir := range dirs {
			if err := thaw(filepath.Base(dir)); err != nil {
				return err
			}
			if err := until(dir+" is empty", func() bool { return removed(dir) }); err != nil {
				return err
			}
		}
	}
	return nil
}

func removed(dir string) bool {
	var below []string
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			below = append(below, path)
		}
		return nil
	})
	for _, path := range slices.Backward(below) {
		end(path)
		_ = os.Remove(path)
	}
	_, err := os.Stat(dir)
	return errors.Is(err, fs.ErrNotExist)
}

// The group's name is ours alone, so whatever is in it is a node's.
func end(dir string) {
	processes, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
	if err != nil {
		return
	}
	for _, word := range strings.Fields(string(processes)) {
		var pid int
		if _, err := fmt.Sscan(word, &pid); err == nil && pid > 1 && pid != os.Getpid() {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

func until(what string, holds func() bool) error {
	for begun := time.Now(); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > patience {
			return errors.New("not in time: " + what)
		}
	}
	return nil
}
