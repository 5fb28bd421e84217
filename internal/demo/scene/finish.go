package scene

import (
	"image"
	"image/color"
	"math"
)

// look is how a picture is finished: the inks it is printed with and the film
// it was taken on.
type look struct {
	dark, mid, light rgb     // the three inks
	tone             float64 // 0 keeps the colours, 1 prints in the inks alone
	bloom            float64 // how far lights spill over, 0 to 1
	vignette         float64 // how dark the corners are, 0 to 1
	grain            float64 // strength of the film's grain, about 0.03
	contrast         float64 // 0 changes nothing
}

// finish prints the canvas.
func (c *canvas) finish(n noise, f look) *image.RGBA {
	if f.bloom > 0 {
		c.bloom(f.bloom)
	}
	inks := ramp{{0.02, f.dark}, {0.48, f.mid}, {0.96, f.light}}
	img := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
	for j := range c.h {
		row := c.row(j)
		y := (float64(j) + 0.5) * c.px
		for i, p := range row {
			x := (float64(i) + 0.5) * c.px
			dx, dy := (x-wide/2)/0.9, (y-0.5)/0.72
			r := dx*dx + dy*dy
			p = p.times(1 - f.vignette*0.42*r*r)
			l := clamp(p.luma())
			l += f.contrast * (step(0, 1, l) - l)
			p = p.times((l+0.02)/(p.luma()+0.02)).to(inks.at(l), f.tone)
			g := f.grain * c.film(n, i, j, x, y) * (0.35 + 2.6*l*(1-l))
			img.SetRGBA(i, j, color.RGBA{R: level(p.r, g), G: level(p.g, g), B: level(p.b, g), A: 255})
		}
	}
	return img
}

// film is the grain at a pixel: fine grain, and a coarser clumping that is the
// same at every size.
func (c *canvas) film(n noise, i, j int, x, y float64) float64 {
	h := n.cell(int32(i), int32(j))
	fine := float64(h&0xff) + float64(h>>8&0xff) + float64(h>>16&0xff) + float64(h>>24) - 510
	return fine/255*0.42 + 0.9*n.at(x*330, y*330)
}

// level is one part of a colour with grain, as a byte.
func level(v float32, grain float64) uint8 {
	return uint8(clamp(float64(v)+grain)*255 + 0.5)
}

// bloom lets lights spill over into what stands around them.
func (c *canvas) bloom(strength float64) {
	const by = 4
	s := newCanvas(max(2, c.w/by), max(2, c.h/by))
	for j := range s.h {
		for i := range s.w {
			p := c.pix[min(c.h-1, j*by+by/2)*c.w+min(c.w-1, i*by+by/2)]
			s.pix[j*s.w+i] = p.times(step(0.55, 1, p.luma()))
		}
	}
	s.soften(0, 1, 0.02)
	s.soften(0, 1, 0.045)
	kx, ky := float64(s.w)/float64(c.w), float64(s.h)/float64(c.h)
	for j := range c.h {
		row := c.row(j)
		y := (float64(j) + 0.5) * ky / float64(s.h)
		for i := range row {
			x := (float64(i) + 0.5) * kx / float64(s.h)
			row[i] = row[i].light(s.sample(x, y), strength)
		}
	}
}

// turn goes around a point by an angle in radians.
func turn(p, around pt, angle float64) pt {
	sin, cos := math.Sincos(angle)
	x, y := p.x-around.x, p.y-around.y
	return pt{around.x + x*cos - y*sin, around.y + x*sin + y*cos}
}
