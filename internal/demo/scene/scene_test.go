package scene

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

func TestNames(t *testing.T) {
	want := []string{
		"harbour", "barge", "bridge", "parliament", "market", "wind", "ferry", "lighthouse", "stadium",
		"concert", "observatory", "forest", "tram", "snow", "greenhouse", "port-cranes", "library", "glacier",
	}
	if got := Names(); !slices.Equal(got, want) {
		t.Errorf("Names() = %q, want %q", got, want)
	}
}

func TestDrawSizes(t *testing.T) {
	for _, tc := range []struct{ width, height int }{{MinWidth, 32}, {97, 65}, {150, 100}, {320, 213}} {
		for _, name := range Names() {
			img, err := Draw(name, tc.width)
			if err != nil {
				t.Errorf("Draw(%q, %d): %v", name, tc.width, err)
				continue
			}
			if got, want := img.Bounds(), image.Rect(0, 0, tc.width, tc.height); got != want {
				t.Errorf("Draw(%q, %d).Bounds() = %v, want %v", name, tc.width, got, want)
			}
		}
	}
}

func TestJPEGIsTheSameTwice(t *testing.T) {
	for _, name := range Names() {
		first, again := mustJPEG(t, name, 200), mustJPEG(t, name, 200)
		if !bytes.Equal(first, again) {
			t.Errorf("JPEG(%q, 200) twice = different bytes, want the same", name)
		}
	}
}

func TestJPEGBytes(t *testing.T) {
	const low, high = 20_000, 60_000
	for _, name := range Names() {
		file := mustJPEG(t, name, 640)
		if len(file) < low || len(file) > high {
			t.Errorf("len(JPEG(%q, 640)) = %d, want %d to %d", name, len(file), low, high)
		}
		conf, err := jpeg.DecodeConfig(bytes.NewReader(file))
		if err != nil {
			t.Errorf("JPEG(%q, 640) does not decode: %v", name, err)
			continue
		}
		if conf.Width != 640 || conf.Height != 427 {
			t.Errorf("JPEG(%q, 640) = %d x %d, want 640 x 427", name, conf.Width, conf.Height)
		}
	}
}

// A picture needs light and dark: neither one flat tone nor tones that fill a
// narrow band, and no large part of it burnt out or black.
func TestTonesSpread(t *testing.T) {
	for _, name := range Names() {
		tones := sortedTones(mustDraw(t, name, 240))
		at := func(part float64) int { return int(tones[int(part*float64(len(tones)-1))]) }
		if got := at(0.98) - at(0.02); got < 70 {
			t.Errorf("tones of %q between 2%% and 98%% = %d apart, want at least 70", name, got)
		}
		if got := at(0.75) - at(0.25); got < 8 {
			t.Errorf("tones of %q between 25%% and 75%% = %d apart, want at least 8", name, got)
		}
		if at(0.9) == 0 || at(0.1) == 255 {
			t.Errorf("tones of %q run from %d to %d at 10%% and 90%%, want them within the scale", name, at(0.1), at(0.9))
		}
	}
}

// The same scene at two sizes shows the same view.
func TestSizesShowOneView(t *testing.T) {
	for _, name := range Names() {
		a, b := blocks(mustDraw(t, name, 240)), blocks(mustDraw(t, name, 480))
		var sum float64
		for i := range a {
			sum += math.Abs(a[i] - b[i])
		}
		if got := sum / float64(len(a)); got > 8 {
			t.Errorf("mean difference of %q at 240 and 480 = %.1f of 255, want at most 8", name, got)
		}
	}
}

// No two scenes are alike.
func TestScenesDiffer(t *testing.T) {
	names := Names()
	views := make([][]float64, len(names))
	for i, name := range names {
		views[i] = blocks(mustDraw(t, name, 120))
	}
	for i := range views {
		for j := range i {
			var sum float64
			for k := range views[i] {
				sum += math.Abs(views[i][k] - views[j][k])
			}
			if got := sum / float64(len(views[i])); got < 12 {
				t.Errorf("mean difference of %q and %q = %.1f of 255, want at least 12", names[j], names[i], got)
			}
		}
	}
}

func TestDrawRefuses(t *testing.T) {
	for _, tc := range []struct {
		name  string
		width int
		want  error
		says  string
	}{
		{"moon", 640, news.ErrNotFound, "glacier"},
		{"", 640, news.ErrNotFound, "harbour"},
		{"Harbour", 640, news.ErrNotFound, `"Harbour"`},
		{"harbour", MinWidth - 1, news.ErrInvalid, "width 47"},
		{"harbour", MaxWidth + 1, news.ErrInvalid, "width 2561"},
		{"harbour", -640, news.ErrInvalid, "width -640"},
	} {
		img, err := Draw(tc.name, tc.width)
		if !errors.Is(err, tc.want) || img != nil {
			t.Errorf("Draw(%q, %d) = %v, %v, want nil, %v", tc.name, tc.width, img, err, tc.want)
		} else if !strings.Contains(err.Error(), tc.says) {
			t.Errorf("Draw(%q, %d) says %q, want it to say %q", tc.name, tc.width, err, tc.says)
		}
		if file, err := JPEG(tc.name, tc.width); !errors.Is(err, tc.want) || file != nil {
			t.Errorf("JPEG(%q, %d) = %d bytes, %v, want none, %v", tc.name, tc.width, len(file), err, tc.want)
		}
	}
}

func TestAll(t *testing.T) {
	all, err := All(160)
	if err != nil {
		t.Fatalf("All(160): %v", err)
	}
	if len(all) != len(Names()) {
		t.Errorf("len(All(160)) = %d, want %d", len(all), len(Names()))
	}
	for _, name := range Names() {
		if !bytes.Equal(all[name], mustJPEG(t, name, 160)) {
			t.Errorf("All(160)[%q] differs from JPEG(%q, 160), want the same bytes", name, name)
		}
	}
	if all, err := All(1); !errors.Is(err, news.ErrInvalid) || all != nil {
		t.Errorf("All(1) = %d scenes, %v, want none, %v", len(all), err, news.ErrInvalid)
	}
}

func BenchmarkJPEG(b *testing.B) {
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				mustJPEG(b, name, 1280)
			}
		})
	}
}

func BenchmarkAll(b *testing.B) {
	for b.Loop() {
		if _, err := All(1280); err != nil {
			b.Fatal(err)
		}
	}
}

func mustDraw(t testing.TB, name string, width int) image.Image {
	t.Helper()
	img, err := Draw(name, width)
	if err != nil {
		t.Fatalf("Draw(%q, %d): %v", name, width, err)
	}
	return img
}

func mustJPEG(t testing.TB, name string, width int) []byte {
	t.Helper()
	file, err := JPEG(name, width)
	if err != nil {
		t.Fatalf("JPEG(%q, %d): %v", name, width, err)
	}
	return file
}

func tone(img image.Image, x, y int) uint8 {
	return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y
}

func sortedTones(img image.Image) []uint8 {
	var tones []uint8
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			tones = append(tones, tone(img, x, y))
		}
	}
	slices.Sort(tones)
	return tones
}

// blocks is the mean tone of each field of a grid over the picture.
func blocks(img image.Image) []float64 {
	const across, down = 24, 16
	sum, count := make([]float64, across*down), make([]float64, across*down)
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			k := y*down/b.Dy()*across + x*across/b.Dx()
			sum[k] += float64(tone(img, x, y))
			count[k]++
		}
	}
	for k := range sum {
		sum[k] /= count[k]
	}
	return sum
}
