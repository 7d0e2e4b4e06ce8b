package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
)

type object map[string]any

// image writes an OCI image, as a tar, that has nothing in it but this program.
func image(name, file string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	program, err := os.ReadFile(self)
	if err != nil {
		return err
	}
	layer, err := archive(entry{"node", 0o755, program})
	if err != nil {
		return err
	}
	platform := object{"architecture": runtime.GOARCH, "os": runtime.GOOS}
	config := text(object{"architecture": runtime.GOARCH, "os": runtime.GOOS,
		"config": object{"Entrypoint": []string{"/node"}},
		"rootfs": object{"type": "layers", "diff_ids": []string{digest(layer)}}})
	manifest := text(object{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
		"config": described("application/vnd.oci.image.config.v1+json", config),
		"layers": []object{described("application/vnd.oci.image.layer.v1.tar", layer)}})
	found := described("application/vnd.oci.image.manifest.v1+json", manifest)
	found["platform"] = platform
	found["annotations"] = object{"io.containerd.image.name": name}
	index := text(object{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
		"manifests": []object{found}})
	whole, err := archive(entry{"oci-layout", 0o644, text(object{"imageLayoutVersion": "1.0.0"})},
		entry{"index.json", 0o644, index}, blob(layer), blob(config), blob(manifest))
	if err != nil {
		return err
	}
	return os.WriteFile(file, whole, 0o644)
}

type entry struct {
	name    string
	mode    int64
	content []byte
}

func archive(entries ...entry) ([]byte, error) {
	var out bytes.Buffer
	writer := tar.NewWriter(&out)
	for _, e := range entries {
		if err := writer.WriteHeader(&tar.Header{Name: e.name, Mode: e.mode, Size: int64(len(e.content))}); err != nil {
			return nil, err
		}
		if _, err := writer.Write(e.content); err != nil {
			return nil, err
		}
	}
	err := writer.Close()
	return out.Bytes(), err
}

func blob(content []byte) entry {
	return entry{fmt.Sprintf("blobs/sha256/%x", sha256.Sum256(content)), 0o644, content}
}

func described(kind string, content []byte) object {
	return object{"mediaType": kind, "digest": digest(content), "size": len(content)}
}

func digest(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }

// text cannot fail: nothing but words and numbers is in it.
func text(o object) []byte {
	content, _ := json.Marshal(o)
	return content
}
