import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LoadModelOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/LoadModelOptions.md","filePath":"api/node/interfaces/LoadModelOptions.md"}');
const _sfc_main = { name: "api/node/interfaces/LoadModelOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / LoadModelOptions</p><h1 id="interface-loadmodeloptions" tabindex="-1">Interface: LoadModelOptions <a class="header-anchor" href="#interface-loadmodeloptions" aria-label="Permalink to &quot;Interface: LoadModelOptions&quot;">​</a></h1><p>Options of <a href="./../functions/loadModel.html">loadModel</a>.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="directions" tabindex="-1">directions? <a class="header-anchor" href="#directions" aria-label="Permalink to &quot;directions?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>directions?</strong>: readonly <a href="./../../index/type-aliases/Direction.html"><code>Direction</code></a>[]</p></blockquote><p>Graphs to load and check now; the others are loaded at their first use. A listener needs <code>decode</code>, a source <code>encode</code>.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">both</span></span></code></pre></div><hr><h3 id="roots" tabindex="-1">roots? <a class="header-anchor" href="#roots" aria-label="Permalink to &quot;roots?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>roots?</strong>: readonly <code>string</code>[]</p></blockquote><p>Folders to search instead of LATENTCAST_MODELS and the package&#39;s own.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/LoadModelOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LoadModelOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LoadModelOptions as default
};
