import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LcDamage","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LcDamage.md","filePath":"api/index/interfaces/LcDamage.md"}');
const _sfc_main = { name: "api/index/interfaces/LcDamage.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LcDamage</p><h1 id="interface-lcdamage" tabindex="-1">Interface: LcDamage <a class="header-anchor" href="#interface-lcdamage" aria-label="Permalink to &quot;Interface: LcDamage&quot;">​</a></h1><p>Where and why a file could not be read.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="block" tabindex="-1">block <a class="header-anchor" href="#block" aria-label="Permalink to &quot;block&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>block</strong>: <code>number</code></p></blockquote><p>Index of the record that is damaged or missing, 0 = the first block.</p><hr><h3 id="code" tabindex="-1">code <a class="header-anchor" href="#code" aria-label="Permalink to &quot;code&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>code</strong>: <code>&quot;FILE_TRUNCATED&quot;</code> | <code>&quot;FILE_DAMAGED&quot;</code></p></blockquote><hr><h3 id="frame" tabindex="-1">frame <a class="header-anchor" href="#frame" aria-label="Permalink to &quot;frame&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frame</strong>: <code>number</code></p></blockquote><p>First frame that is lost or would have been next.</p><hr><h3 id="frames" tabindex="-1">frames? <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>frames?</strong>: <code>number</code></p></blockquote><p>Frames that are lost here; absent when the rest of the file is.</p><hr><h3 id="message" tabindex="-1">message <a class="header-anchor" href="#message" aria-label="Permalink to &quot;message&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>message</strong>: <code>string</code></p></blockquote><hr><h3 id="offset" tabindex="-1">offset <a class="header-anchor" href="#offset" aria-label="Permalink to &quot;offset&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>offset</strong>: <code>number</code></p></blockquote><p>Byte offset in the file at which the damaged record starts.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LcDamage.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LcDamage = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LcDamage as default
};
