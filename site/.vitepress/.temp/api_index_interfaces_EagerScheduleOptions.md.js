import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: EagerScheduleOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/EagerScheduleOptions.md","filePath":"api/index/interfaces/EagerScheduleOptions.md"}');
const _sfc_main = { name: "api/index/interfaces/EagerScheduleOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / EagerScheduleOptions</p><h1 id="interface-eagerscheduleoptions" tabindex="-1">Interface: EagerScheduleOptions <a class="header-anchor" href="#interface-eagerscheduleoptions" aria-label="Permalink to &quot;Interface: EagerScheduleOptions&quot;">​</a></h1><p>How long an <a href="./../classes/EagerSchedule.html">EagerSchedule</a> waits for a missing block; the gap is lost at whichever bound comes first.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="reorderblocks" tabindex="-1">reorderBlocks? <a class="header-anchor" href="#reorderblocks" aria-label="Permalink to &quot;reorderBlocks?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>reorderBlocks?</strong>: <code>number</code></p></blockquote><p>A gap is lost when more blocks than this wait behind it, 0..1024.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">8</span></span></code></pre></div><hr><h3 id="reorderms" tabindex="-1">reorderMs? <a class="header-anchor" href="#reorderms" aria-label="Permalink to &quot;reorderMs?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>reorderMs?</strong>: <code>number</code></p></blockquote><p>A gap is lost when a later block has waited for this time, 0..600000 ms.</p><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">400</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/EagerScheduleOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const EagerScheduleOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  EagerScheduleOptions as default
};
