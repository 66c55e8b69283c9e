import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LatentNormalizer","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LatentNormalizer.md","filePath":"api/index/interfaces/LatentNormalizer.md"}');
const _sfc_main = { name: "api/index/interfaces/LatentNormalizer.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LatentNormalizer</p><h1 id="interface-latentnormalizer" tabindex="-1">Interface: LatentNormalizer <a class="header-anchor" href="#interface-latentnormalizer" aria-label="Permalink to &quot;Interface: LatentNormalizer&quot;">​</a></h1><p>Maps latents z of a model that does not bound them to u in (−1, 1), and back: u = (z − offset) / scale.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="isassumed" tabindex="-1">isAssumed? <a class="header-anchor" href="#isassumed" aria-label="Permalink to &quot;isAssumed?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>isAssumed?</strong>: <code>true</code></p></blockquote><p>Whether the values are assumed, not measured: files are then measured and carry their own normaliser.</p><hr><h3 id="kind" tabindex="-1">kind <a class="header-anchor" href="#kind" aria-label="Permalink to &quot;kind&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>kind</strong>: <code>&quot;affine&quot;</code></p></blockquote><hr><h3 id="offset" tabindex="-1">offset <a class="header-anchor" href="#offset" aria-label="Permalink to &quot;offset&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>offset</strong>: readonly <code>number</code>[]</p></blockquote><p>[latentSize], finite.</p><hr><h3 id="scale" tabindex="-1">scale <a class="header-anchor" href="#scale" aria-label="Permalink to &quot;scale&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>scale</strong>: readonly <code>number</code>[]</p></blockquote><p>[latentSize], finite and above 0.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LatentNormalizer.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LatentNormalizer = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LatentNormalizer as default
};
