import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Bundled sound","description":"","frontmatter":{},"headers":[],"relativePath":"asset-licences.md","filePath":"asset-licences.md"}');
const _sfc_main = { name: "asset-licences.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="bundled-sound" tabindex="-1">Bundled sound <a class="header-anchor" href="#bundled-sound" aria-label="Permalink to &quot;Bundled sound&quot;">​</a></h1><p>Real recordings that <code>latentcast demo</code> and the tests play. Both were cut without re-encoding loss (FLAC) from clips of longer works; nothing else was changed. The licences are those that the clips&#39; own manifest states.</p><table tabindex="0"><thead><tr><th>file</th><th>what</th><th>author</th><th>source</th><th>licence</th></tr></thead><tbody><tr><td><code>voice.flac</code></td><td>7.48 s, 44.1 kHz, mono: a reader of a game&#39;s instruction in Scottish Gaelic; 329,728 samples, exactly 161 latent frames of the default model</td><td>a public-domain speaker of the GCompris project</td><td><a href="https://github.com/gcompris/GCompris-voices" target="_blank" rel="noreferrer">GCompris-voices</a>, <code>gd/intro/gnumch-multiples.ogg</code></td><td>Public Domain</td></tr><tr><td><code>music.flac</code></td><td>7.00 s, 44.1 kHz, stereo: Johannes Brahms, Hungarian Dance no. 5 (Allegro), arranged for string orchestra</td><td>performed by the US Army Strings, published by Musopen</td><td><a href="https://github.com/librosa/data" target="_blank" rel="noreferrer">librosa/data</a>, <code>Hungarian_Dance_number_5_-_Allegro_in_F_sharp_minor_(string_orchestra).hq.ogg</code></td><td>Public Domain</td></tr></tbody></table></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("asset-licences.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const assetLicences = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  assetLicences as default
};
