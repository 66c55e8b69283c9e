import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: SilentBlock","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/SilentBlock.md","filePath":"api/index/interfaces/SilentBlock.md"}');
const _sfc_main = { name: "api/index/interfaces/SilentBlock.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / SilentBlock</p><h1 id="interface-silentblock" tabindex="-1">Interface: SilentBlock <a class="header-anchor" href="#interface-silentblock" aria-label="Permalink to &quot;Interface: SilentBlock&quot;">​</a></h1><p>Consecutive frames that were not sent because they are silent, and the noise to play in their place.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="continues" tabindex="-1">continues <a class="header-anchor" href="#continues" aria-label="Permalink to &quot;continues&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>continues</strong>: <code>boolean</code></p></blockquote><p>Whether the frames after these are silent too, until the next block: playout need not wait for it.</p><hr><h3 id="firstframe" tabindex="-1">firstFrame <a class="header-anchor" href="#firstframe" aria-label="Permalink to &quot;firstFrame&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>firstFrame</strong>: <code>number</code></p></blockquote><p>Absolute index of the first frame since the source started.</p><hr><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><hr><h3 id="noise" tabindex="-1">noise <a class="header-anchor" href="#noise" aria-label="Permalink to &quot;noise&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>noise</strong>: <a href="./ComfortNoise.html"><code>ComfortNoise</code></a></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/SilentBlock.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SilentBlock = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SilentBlock as default
};
