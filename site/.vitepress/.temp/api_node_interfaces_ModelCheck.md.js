import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ModelCheck","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/ModelCheck.md","filePath":"api/node/interfaces/ModelCheck.md"}');
const _sfc_main = { name: "api/node/interfaces/ModelCheck.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / ModelCheck</p><h1 id="interface-modelcheck" tabindex="-1">Interface: ModelCheck <a class="header-anchor" href="#interface-modelcheck" aria-label="Permalink to &quot;Interface: ModelCheck&quot;">​</a></h1><p>One thing that was checked, with what was found.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="found" tabindex="-1">found <a class="header-anchor" href="#found" aria-label="Permalink to &quot;found&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>found</strong>: <code>string</code></p></blockquote><p>For people, in one line.</p><hr><h3 id="isunknown" tabindex="-1">isUnknown? <a class="header-anchor" href="#isunknown" aria-label="Permalink to &quot;isUnknown?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>isUnknown?</strong>: <code>true</code></p></blockquote><p>Whether the model lacks what would be needed to check this.</p><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>&quot;manifest&quot;</code> | <code>&quot;hashes&quot;</code> | <code>&quot;shapes&quot;</code> | <code>&quot;values&quot;</code> | <code>&quot;parity&quot;</code> | <code>&quot;streaming&quot;</code> | <code>&quot;delay&quot;</code> | <code>&quot;speed&quot;</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/ModelCheck.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelCheck = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelCheck as default
};
